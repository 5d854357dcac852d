import { expect, test } from 'vitest';
import type { Json } from '../../harness/contract/session-store.ts';
import { firstDifference } from './first-difference.ts';

test.each<[Json, Json, string | undefined]>([
  [{ a: 1 }, { a: 1 }, undefined],
  ['abcdefgh', 'abcdefgx', 'character 8 and what follows is "x" instead of "h"'],
  [{ a: { b: ['x', 'yz'] } }, { a: { b: ['x', 'y\ufffd'] } }, 'of a.b.1 character 2 and what follows is "\ufffd" instead of "z"'],
  [{ a: [1] }, { a: [2] }, 'of a.0 it is 2 instead of 1'],
  [{ a: 1 }, {}, 'it is {} instead of {"a":1}'],
])('%j and %j', (expected, found, difference) => {
  expect(firstDifference(expected, found)).toBe(difference);
});
