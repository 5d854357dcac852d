import { expect, test } from 'vitest';
import { bytesOfData } from './bytes-of-data.ts';
import { RecentlyUsed } from './recently-used.ts';

test('when it is full, what was used longest ago goes first', () => {
  const memory = new RecentlyUsed<number>(30);
  for (const [index, key] of ['a', 'b', 'c'].entries()) memory.set(key, index, 10);
  expect(memory.get('a')).toBe(0);
  memory.set('d', 3, 10);
  expect(['a', 'b', 'c', 'd'].map((key) => memory.get(key))).toEqual([0, undefined, 2, 3]);
  memory.set('e', 4, 25);
  expect([memory.size, memory.get('e')]).toEqual([1, 4]);
});

test('a value that is set again counts once; one that is too large is not kept, nor what it replaced', () => {
  const memory = new RecentlyUsed<string>(30);
  for (let times = 0; times < 10; times++) memory.set('a', 'again', 20);
  memory.set('b', 'other', 10);
  expect(memory.size).toBe(2);
  memory.set('a', 'large', 31);
  expect([memory.size, memory.get('a')]).toEqual([1, undefined]);
});

test('data is as large as all that is in it', () => {
  const record = { text: 'x'.repeat(100), numbers: [1, 2, 3] };
  expect(bytesOfData(record)).toBeGreaterThan(100);
  expect(bytesOfData([record, record])).toBeGreaterThan(2 * bytesOfData(record));
  expect(bytesOfData(record) - bytesOfData(record, 10)).toBe(90);
  expect(bytesOfData(Object.create(null))).toBeGreaterThan(bytesOfData({}));
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(bytesOfData(circle)).toBeGreaterThan(bytesOfData({}));
});
