import { expect, test } from 'vitest';
import { isLegal } from './legal-states.ts';

const parts = { fields: true, records: true };
const written = { fields: { a: 1 }, records: [{ n: 1 }] };

test('a migration may add fields, to sessions and to records, and nothing else', () => {
  expect(isLegal({ fields: { a: 1, madeBy: 2 }, records: [{ n: 1, id: 'x' }] }, [written], parts)).toBe(true);
  expect(isLegal({ fields: { a: 2 }, records: [{ n: 1 }] }, [written], parts)).toBe(false);
  expect(isLegal({ fields: {}, records: [{ n: 1 }] }, [written], parts)).toBe(false);
  expect(isLegal({ fields: { a: 1 }, records: [{ n: 1 }, { n: 1 }] }, [written], parts)).toBe(false);
  expect(isLegal({ fields: { a: 1 }, records: [] }, [written], parts)).toBe(false);
  expect(isLegal(null, [written], parts)).toBe(false);
});

test('what was deleted is gone, or holds nothing', () => {
  expect(isLegal(null, [null], parts)).toBe(true);
  expect(isLegal({ fields: {}, records: [] }, [null], parts)).toBe(true);
  expect(isLegal(written, [null], parts)).toBe(false);
});
