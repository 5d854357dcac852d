import { expect, test } from 'vitest';
import { ConfirmationPool } from './confirmation-pool.ts';

test('two run at once, in the order in which they came, and all of them', async () => {
  const pool = new ConfirmationPool();
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  for (let number = 0; number < 6; number++) {
    pool.add(async () => {
      begun.push(number);
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
    });
  }
  expect(begun).toEqual([0, 1]);
  const done = pool.done();
  // The later of two that run may end first.
  while (begun.length < 6 || running > 0) {
    ends.pop()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
  expect([begun, most]).toEqual([[0, 1, 2, 3, 4, 5], 2]);
});

test('one that throws is told, and the others run all the same', async () => {
  const pool = new ConfirmationPool();
  const done: number[] = [];
  for (const number of [0, 1, 2, 3]) {
    pool.add(async () => {
      if (number === 0) throw new Error('thrown by the first');
      done.push(number);
    });
  }
  await expect(pool.done()).rejects.toThrow('thrown by the first');
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual([1, 2, 3]);
});
