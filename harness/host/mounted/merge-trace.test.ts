import { expect, test } from 'vitest';
import type { FsEvent } from '../../disk/trace.ts';
import { mergedTrace } from './merge-trace.ts';

const event = (path: string, atNs: number): FsEvent => ({
  type: 'fs',
  primitive: 'write',
  api: 'mounted',
  path,
  effects: [],
  atNs,
});

test('a call comes before what happens at the same time, its end after it', () => {
  const trace = mergedTrace(
    [
      { type: 'invoke', operation: 0, atNs: 10 },
      { type: 'acknowledge', operation: 0, atNs: 20 },
      { type: 'invoke', operation: 1, atNs: 20 },
      { type: 'reject', operation: 1, error: 'no', atNs: 30 },
    ],
    [event('opened', 5), event('a', 10), event('b', 20), event('c', 25), event('closed', 40)],
  );
  expect(trace.map((entry) => (entry.type === 'fs' ? entry.path : `${entry.type} ${entry.operation}`))).toEqual([
    'opened',
    'invoke 0',
    'a',
    'b',
    'acknowledge 0',
    'invoke 1',
    'c',
    'reject 1',
    'closed',
  ]);
});
