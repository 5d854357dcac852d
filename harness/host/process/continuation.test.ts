import { expect, test } from 'vitest';
import type { TraceEntry } from '../trace-entry.ts';
import { withContinuation } from './continuation.ts';

const change = (primitive: 'open' | 'rename' | 'write', path: string, to?: string): TraceEntry => ({
  type: 'fs',
  primitive,
  api: 'fs.call',
  path,
  effects: [],
  changed: true,
  ...(to === undefined ? {} : { to }),
});
const invoked: TraceEntry = { type: 'invoke', operation: 0 };

test('what a killed life would have done next is told with its own names', () => {
  const whole = [
    invoked,
    change('open', '/data/tmp-1'),
    change('write', '/data/tmp-1'),
    change('rename', '/data/tmp-1', '/data/a'),
  ];
  const killed = [invoked, change('open', '/data/tmp-2')];
  expect(withContinuation(killed, whole)).toEqual([
    ...killed,
    change('write', '/data/tmp-2'),
    change('rename', '/data/tmp-2', '/data/a'),
  ]);
});

test('a life killed at its end has no continuation', () => {
  const whole = [invoked, change('open', '/data/a')];
  expect(withContinuation(whole, whole)).toEqual(whole);
});
