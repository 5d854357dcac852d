import { expect, test } from 'vitest';
import { aroundFailure } from './around-failure.ts';

function indices(count: number, failure: number): number[] {
  const moments = Array.from({ length: count }, (_, index) => ({ index, isFailure: index === failure }));
  return aroundFailure(moments).map(({ index }) => index);
}

test.each([
  ['none', 0, -1, []],
  ['few', 5, 2, [0, 1, 2, 3, 4]],
])('%s stay as they are', (_what, count, failure, expected) => {
  expect(indices(count, failure)).toEqual(expected);
});

test('of many those around the failure stay, and the first', () => {
  const kept = indices(1000, 500);
  expect(kept).toHaveLength(61);
  expect([kept[0], kept[1], kept.at(-1)]).toEqual([0, 460, 519]);
});

test('where no failure is known the last ones stay', () => {
  expect(indices(1000, -1).at(-1)).toBe(999);
});
