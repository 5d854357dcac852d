import { expect, test } from 'vitest';
import type { Program } from '../../harness/model/program.ts';
import { breaks } from './charges.ts';
import type { Deviation } from './deviation.ts';
import { patch, read } from './programs.ts';

const program: Program = {
  setup: [],
  instances: [{ process: 0, path: 'plain' }],
  clients: [{ instance: 0, operations: [patch('x1'), { op: 'flush' }, read] }],
};
const collision = (operation: number): Deviation => ({ kind: 'collision', client: 0, operation, error: '' });
const order = (byReads: boolean): Deviation => ({
  kind: 'not-linearizable',
  session: 'a',
  explain: () => ({ expected: '', observed: '' }),
  byReadsAlone: () => byReads,
});

test.each<[what: string, deviation: Deviation, broken: string[]]>([
  ['a patch that is refused', collision(0), ['PATCH-1', 'PATCH-2', 'PATCH-10']],
  ['a flush that is refused', collision(1), ['PATCH-2']],
  ['a read that is refused', collision(2), ['PATCH-2']],
  ['a write that is lost', order(false), ['PATCH-1', 'PATCH-2', 'PATCH-10']],
  ['a read that nothing explains', order(true), ['PATCH-1', 'PATCH-2']],
])('%s', (_, deviation, broken) => {
  expect(['PATCH-1', 'PATCH-2', 'PATCH-10'].filter((id) => breaks(id, deviation, program))).toEqual(broken);
});
