import { expect, test } from 'vitest';
import { inTurn } from './serial-queue.ts';

test('tasks of a key run one after the other, those of another key beside them', async () => {
  const log: string[] = [];
  const task = (name: string, turns: number) => async () => {
    log.push(`${name}+`);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    log.push(`${name}-`);
  };
  await Promise.all([inTurn('k', task('a', 20)), inTurn('k', task('b', 1)), inTurn('other', task('c', 1))]);
  expect(log.filter((entry) => !entry.startsWith('c'))).toEqual(['a+', 'a-', 'b+', 'b-']);
  expect(log.indexOf('c-')).toBeLessThan(log.indexOf('a-'));
});

test('a failed task fails alone', async () => {
  const failed = inTurn('k', () => Promise.reject(new Error('mine')));
  const next = inTurn('k', async () => 'fine');
  await expect(failed).rejects.toThrow('mine');
  await expect(next).resolves.toBe('fine');
});
