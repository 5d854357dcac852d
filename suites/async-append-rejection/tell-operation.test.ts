import { expect, test } from 'vitest';
import type { Operation } from '../../harness/model/operation.ts';
import type { FaultWorkload } from './fault-workload.ts';
import { layoutOf } from './fault-workload.ts';
import { numberOf, tellOperation } from './tell-operation.ts';

const patch: Operation = { op: 'patch', session: 'alpha', fields: {} };

test('operations are numbered as they are listed, whatever rests stand between them', () => {
  const workload: FaultWorkload = { operations: [patch, patch], afterwards: [patch], afterClose: [patch] };
  const { afterwardsFrom, afterCloseFrom } = layoutOf(workload);
  expect([0, 1, afterwardsFrom, afterCloseFrom].map((index) => numberOf(index, workload))).toEqual([1, 2, 3, 4]);
  expect(tellOperation(patch, afterwardsFrom, workload)).toBe('Operation 3, the patch of `alpha`,');
});

test('after shrinking too', () => {
  const workload: FaultWorkload = { operations: [patch], afterwards: [patch], afterClose: [] };
  expect(numberOf(layoutOf(workload).afterwardsFrom, workload)).toBe(2);
  const atOnce: FaultWorkload = { operations: [patch], afterwards: [], closesAtOnce: true, afterClose: [patch] };
  expect(numberOf(layoutOf(atOnce).afterCloseFrom, atOnce)).toBe(2);
});
