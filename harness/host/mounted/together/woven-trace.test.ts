import { expect, test } from 'vitest';
import type { FsEvent } from '../../../disk/trace.ts';
import type { Program } from '../../../model/program.ts';
import { weave } from './woven-trace.ts';

const program: Program = {
  setup: [],
  instances: [0, 1].map((process) => ({ process, path: 'plain' })),
  clients: [0, 1].map((instance) => ({ instance, operations: [{ op: 'read', session: 'a' }] })),
};
const at = (atNs: number, thread: number): FsEvent => ({
  type: 'fs',
  primitive: 'read',
  api: 'mounted',
  effects: [],
  atNs,
  thread,
});

test('what happened at the same time comes between a call and its end, and is of the client whose process did it', () => {
  const history = [
    { atNs: 10n, event: { type: 'invoke', client: 0, operation: 0 } },
    { atNs: 20n, event: { type: 'acknowledge', client: 0, operation: 0 } },
  ] as const;
  const events = [at(5, 1), at(10, 1), at(12, 2), at(20, 1), at(21, 1)];
  const processOf = ({ thread = 0 }: FsEvent) => thread - 1;
  const { trace, entriesAt } = weave(history, events, { program, clientsNs: 9, processOf });
  expect(trace.map((entry) => [entry.type, entry.client])).toEqual([
    ['fs', -1],
    ['invoke', 0],
    ['fs', 0],
    ['fs', undefined],
    ['fs', 0],
    ['acknowledge', 0],
    ['fs', undefined],
  ]);
  expect([entriesAt(4), entriesAt(10), entriesAt(100)]).toEqual([0, 3, 7]);
});
