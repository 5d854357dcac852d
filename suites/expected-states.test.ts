import { expect, test } from 'vitest';
import type { OperationStatus } from '../harness/model/history.ts';
import type { Operation } from '../harness/model/operation.ts';
import { ExpectedStates } from './expected-states.ts';

const append = (record: number): Operation => ({ op: 'append', session: 'a', record });
const flush: Operation = { op: 'flush' };

/** The records that the session may have, after these lives. */
function recordsAfter(later: boolean, ...lives: readonly (readonly [Operation, OperationStatus])[][]): unknown[] {
  const states = new ExpectedStates({ later });
  for (const calls of lives) {
    states.reopened();
    for (const [operation, status] of calls) states.note(operation, status);
  }
  return states.of('a').map((state) => state?.records ?? null);
}

test('what was acknowledged is there; what was refused, or is open, may be', () => {
  expect(
    recordsAfter(false, [
      [append(1), 'acknowledged'],
      [append(2), 'rejected'],
      [append(3), 'not-invoked'],
    ]),
  ).toEqual([[1], [1, 2]]);
});

test('what was only accepted is there when a flush has said so', () => {
  expect(recordsAfter(true, [[append(1), 'acknowledged']])).toEqual([null, [1]]);
  expect(
    recordsAfter(true, [
      [append(1), 'acknowledged'],
      [flush, 'acknowledged'],
    ]),
  ).toEqual([[1]]);
  expect(
    recordsAfter(true, [
      [append(1), 'acknowledged'],
      [flush, 'rejected'],
      [flush, 'acknowledged'],
    ]),
  ).toEqual([null, [1]]);
});

test('no flush of a later life is about what a life before had only accepted', () => {
  const killed: [Operation, OperationStatus][] = [[append(1), 'acknowledged']];
  expect(
    recordsAfter(true, killed, [
      [append(2), 'acknowledged'],
      [flush, 'acknowledged'],
    ]),
  ).toEqual([[2], [1, 2]]);
});

test('what is there from the start is what a session begins with', () => {
  const states = new ExpectedStates({ later: false, initial: { a: { records: [0] } } });
  states.note(append(1), 'acknowledged');
  expect(states.of('a')).toEqual([{ fields: {}, records: [0, 1] }]);
});
