import { expect, test } from 'vitest';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { OperationStatus } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { mustSucceed } from './must-succeed.ts';

const create: Operation = { op: 'create', session: 'a', fields: {} };
const patch: Operation = { op: 'patch', session: 'a', fields: { x: 1 } };
const remove: Operation = { op: 'delete', session: 'a' };
const CREATES: Pick<Capabilities, 'methods'> = { methods: ['create', 'patch', 'delete'] };
const MAKES_BY_WRITING: Pick<Capabilities, 'methods'> = { methods: ['patch', 'delete'] };

const known = (...calls: [Operation, OperationStatus][]) => calls.map(([operation, status]) => ({ operation, status }));

test.each<[string, Operation, [Operation, OperationStatus][], boolean]>([
  ['a session that cannot be there is made', create, [], true],
  ['one that may be there', create, [[create, 'rejected']], false],
  ['one that is there', create, [[create, 'acknowledged']], false],
  ['what is there is written to', patch, [[create, 'acknowledged']], true],
  ['what is not there', patch, [], false],
  ['what may be there', patch, [[create, 'pending']], false],
  [
    'what may have been removed',
    patch,
    [
      [create, 'acknowledged'],
      [remove, 'rejected'],
    ],
    false,
  ],
  [
    'what was removed',
    remove,
    [
      [create, 'acknowledged'],
      [remove, 'acknowledged'],
    ],
    false,
  ],
  ['another session', patch, [[{ ...create, session: 'b' } as Operation, 'acknowledged']], false],
])('%s', (_, operation, calls, must) => {
  expect(mustSucceed(operation, known(...calls), CREATES)).toBe(must);
});

test('where a store has no create, a write makes the session', () => {
  expect(mustSucceed(patch, [], MAKES_BY_WRITING)).toBe(true);
  expect(mustSucceed(remove, [], MAKES_BY_WRITING)).toBe(false);
});
