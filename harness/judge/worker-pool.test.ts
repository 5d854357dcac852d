import { expect, test } from 'vitest';
import { WorkerPool } from './worker-pool.ts';

const soon = () => new Promise((resolve) => setImmediate(resolve));

test('as many run at once as it has places for, the lowest number first, and of equal ones the oldest', async () => {
  const pool = new WorkerPool(2);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const add = (order: number, name: string) =>
    pool.add(order, async () => {
      begun.push(name);
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
    });
  const all = Promise.all([add(9, 'late'), add(1, 'second'), add(0, 'first'), add(9, 'later')]);
  await soon();
  expect(begun).toEqual(['first', 'second']);
  const urgent = add(2, 'urgent');
  // The later of two that run may end first.
  while (begun.length < 5 || running > 0) {
    ends.pop()?.();
    await soon();
  }
  await Promise.all([all, urgent]);
  expect([begun, most]).toEqual([['first', 'second', 'urgent', 'late', 'later'], 2]);
});

test('one that throws is told, and the others run all the same', async () => {
  const pool = new WorkerPool(1);
  const done: number[] = [];
  const all = [0, 1, 2, 3].map((number) =>
    pool.add(number, async () => {
      if (number === 0) throw new Error('thrown by the first');
      done.push(number);
    }),
  );
  await expect(Promise.all(all)).rejects.toThrow('thrown by the first');
  await Promise.allSettled(all);
  expect(done).toEqual([1, 2, 3]);
});
