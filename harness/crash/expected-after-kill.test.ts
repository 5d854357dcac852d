import { expect, test } from 'vitest';
import { legalStates, type OperationStatus } from '../model/history.ts';
import type { Operation } from '../model/operation.ts';
import { expectedAfterKill } from './expected-after-kill.ts';

const patch = (name: string): Operation => ({ op: 'patch', session: 'a', fields: { [name]: 1 } });
const create: Operation = { op: 'create', session: 'a', fields: {} };
const remove: Operation = { op: 'delete', session: 'a' };
const killed = { operations: 2, changes: 0, syncs: 0 };

function expected(operations: Operation[], statuses: OperationStatus[], acknowledgedBy: 'call' | 'flush' = 'call') {
  const [found] = expectedAfterKill(operations, statuses, ['a'], { acknowledgedBy, killed });
  if (found === undefined) throw new Error('nothing is expected');
  return { ...found, legal: legalStates(found).map((state) => state && Object.keys(state.fields)) };
}

test('what was in flight when the first life was killed may be there or not; what the second was told is done is there', () => {
  const { legal, inFlight } = expected([create, patch('x'), patch('y')], ['acknowledged', 'pending', 'acknowledged']);
  expect(legal).toEqual([['y'], ['x', 'y']]);
  expect(inFlight).toBeUndefined();
});

test('and what was in flight when the power was lost, on top of either', () => {
  const { legal, inFlight } = expected([create, patch('x'), patch('y')], ['acknowledged', 'pending', 'pending']);
  expect(legal).toEqual([[], ['y'], ['x'], ['x', 'y']]);
  expect(inFlight).toBe(2);
});

test('the first state that is legal is the one that holds what has to be there alone', () => {
  const { states, required } = expected([create, patch('x'), patch('y')], ['acknowledged', 'acknowledged', 'acknowledged']);
  expect(Object.keys(states[required]?.fields ?? {})).toEqual(['x', 'y']);
});

test('a deletion that was done again is done', () => {
  expect(expected([create, remove, remove], ['acknowledged', 'pending', 'acknowledged']).legal).toEqual([null, null]);
});

test('where a flush acknowledges, what was not flushed before the kill may be gone', () => {
  const flush: Operation = { op: 'flush' };
  const operations = [patch('x'), flush, patch('y'), flush];
  expect(expected(operations, ['acknowledged', 'pending', 'acknowledged', 'acknowledged'], 'flush').legal).toEqual([
    ['y'],
    ['x', 'y'],
  ]);
  const flushed = expected(operations, ['acknowledged', 'acknowledged', 'acknowledged', 'pending'], 'flush');
  expect(flushed.legal).toEqual([['x'], ['x', 'y']]);
});
