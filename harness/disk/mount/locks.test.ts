import { describe, expect, test } from 'vitest';
import { type Lock, Locks } from './locks.ts';

const FILE = { image: 1, ino: 2 };

function lock(owner: string, start: number, end: number, kind: Lock['kind'] = 'write'): Lock {
  return { owner, kind, start, end, pid: 1, isFlock: false };
}

describe('ranges of bytes', () => {
  test.each([
    ['beside each other', lock('a', 0, 9), lock('b', 10, 19), false],
    ['that meet', lock('a', 0, 10), lock('b', 10, 19), true],
    ['that are only read', lock('a', 0, 10, 'read'), lock('b', 5, 7, 'read'), false],
    ['of which one is written', lock('a', 0, 10, 'read'), lock('b', 5, 7), true],
    ['of one owner', lock('a', 0, 10), lock('a', 5, 7), false],
    ['up to the end of the file', lock('a', 5, Number.POSITIVE_INFINITY), lock('b', 1e9, 1e9), true],
  ])('%s', (_name, first, second, conflicts) => {
    const locks = new Locks(true);
    locks.set(FILE, first);
    expect(locks.conflict(FILE, second) !== undefined).toBe(conflicts);
    expect(locks.conflict({ image: 2, ino: 2 }, second)).toBeUndefined();
  });

  test('a part that is unlocked is free, and what is around it is not', () => {
    const locks = new Locks(true);
    locks.set(FILE, lock('a', 0, 29));
    locks.unlock(FILE, lock('a', 10, 19));
    const free = [5, 10, 19, 20].map((at) => locks.conflict(FILE, lock('b', at, at)) === undefined);
    expect(free).toEqual([false, true, true, false]);
  });

  test('a lock of flock(2) and one of fcntl(2) do not meet', () => {
    const locks = new Locks(true);
    locks.set(FILE, lock('a', 0, 9));
    expect(locks.conflict(FILE, { ...lock('b', 0, 9), isFlock: true })).toBeUndefined();
  });
});

test('those who wait get it in turn, as far as they can be beside each other', () => {
  const locks = new Locks(true);
  const granted: number[] = [];
  locks.set(FILE, lock('a', 0, 9));
  for (const [unique, kind] of [
    [1, 'read'],
    [2, 'write'],
    [3, 'read'],
  ] as const) {
    locks.wait(unique, FILE, lock(String(unique), 0, 9, kind), () => granted.push(unique));
  }
  locks.closed(FILE, 'a');
  expect(granted).toEqual([1, 3]);
  locks.closed(FILE, '1');
  locks.closed(FILE, '3');
  expect(granted).toEqual([1, 3, 2]);
  expect(locks.stopWaiting(2)).toBe(false);
});

test('of an image that is removed nobody waits any more', () => {
  const locks = new Locks(true);
  locks.set(FILE, lock('a', 0, 9));
  locks.wait(5, FILE, lock('b', 0, 9), () => {});
  expect(locks.removed(1)).toEqual([5]);
  expect(locks.conflict(FILE, lock('b', 0, 9))).toBeUndefined();
});
