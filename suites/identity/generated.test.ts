import { expect, test } from 'vitest';
import { staysInside } from '../../harness/arbitraries/ids.ts';
import { generatedPairs } from './generated-ids.ts';
import { generatedPayloads } from './generated-payloads.ts';
import { ESCAPING_IDS, ID_PAIRS } from './ids.ts';
import { smallerValues } from './smaller-values.ts';

test('pairs are of different ids, each pair once, and equal for equal seeds', () => {
  const pairs = generatedPairs(200, 7);
  expect(pairs.length).toBeGreaterThan(150);
  expect(pairs.filter(([one, other]) => one === other)).toEqual([]);
  expect(new Set(pairs.map((pair) => JSON.stringify(pair))).size).toBe(pairs.length);
  expect(generatedPairs(200, 7)).toEqual(pairs);
  expect(generatedPairs(200, 8)).not.toEqual(pairs);
});

test('no generated id leads anywhere outside, and no other one further than one directory', () => {
  expect(
    generatedPairs(500, 3)
      .flat()
      .filter((id) => !staysInside(id)),
  ).toEqual([]);
  expect(ID_PAIRS.flat().filter((id) => id.startsWith('/') || id.includes('..'))).toEqual([]);
  const climbs = (id: string) => id.split('..').length - 1 - (id.startsWith('a/') ? 1 : 0);
  expect(ESCAPING_IDS.filter((id) => climbs(id) > 1)).toEqual([]);
});

test.each(['../x', '/x', '\\x', 'a/../x', '%2e%2e/x', '.:./x', '~/x'])('%j does not stay inside', (id) => {
  expect(staysInside(id)).toBe(false);
});

test('payloads are JSON, equal for equal seeds', () => {
  const payloads = generatedPayloads(200, 5);
  expect(JSON.stringify(payloads)).toBe(JSON.stringify(generatedPayloads(200, 5)));
  expect(JSON.parse(JSON.stringify(payloads))).toEqual(payloads);
});

test('every smaller value is smaller, so that shrinking ends', () => {
  const sizeOf = (value: unknown): number => JSON.stringify(value).length;
  for (const value of generatedPayloads(100, 11)) {
    for (const smaller of smallerValues(value)) expect(sizeOf(smaller)).toBeLessThanOrEqual(sizeOf(value) + 12);
    expect([...smallerValues(value)]).not.toContainEqual(value);
  }
});
