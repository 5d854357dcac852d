import { expect, test } from 'vitest';
import { shortIds } from './short-ids.ts';

test.each([
  [[], ''],
  [['CRASH-1'], 'CRASH-1'],
  [['CRASH-1', 'CRASH-12', 'TORN-5'], 'CRASH-1, 12; TORN-5'],
  [['LIFE-3', 'TRUTH-1', 'LIFE-4'], 'LIFE-3, 4; TRUTH-1'],
])('%j is %j', (ids, text) => {
  expect(shortIds(ids)).toBe(text);
});
