import { expect, test } from 'vitest';
import type { SessionState } from '../../harness/contract/session-store.ts';
import { expand } from '../../harness/model/text.ts';
import { FOREIGN_VALUES, sameForeign } from './foreign-values.ts';

const PARTS = { fields: true, records: false };

test.each(FOREIGN_VALUES)('$name that is kept is the same; what JSON.stringify makes of it is not', ({ value }) => {
  const model = { fields: { value: expand(value) }, records: [] };
  expect(sameForeign(model, { fields: { value: expand(value) } }, PARTS)).toBe(true);
  const text = JSON.stringify({ value: expand(value) });
  expect(sameForeign(model, { fields: JSON.parse(text) }, PARTS)).toBe(false);
  expect(sameForeign(model, null, PARTS)).toBe(false);
});

test('bytes may come back as a Buffer, a Date as one of another realm', () => {
  const state = (value: unknown) => ({ fields: { value } }) as SessionState;
  const model = (kind: string) => ({ fields: { value: expand({ $foreign: kind }) }, records: [] });
  expect(sameForeign(model('Uint8Array'), state(Buffer.of(1, 2)), PARTS)).toBe(true);
  expect(sameForeign(model('Uint8Array'), state(Buffer.of(1, 3)), PARTS)).toBe(false);
  expect(sameForeign(model('Date'), state(structuredClone(new Date(86_400_000))), PARTS)).toBe(true);
  expect(sameForeign(model('Date'), state(new Date(1)), PARTS)).toBe(false);
  expect(sameForeign(model('Map'), state(new Map([['a', 2]])), PARTS)).toBe(false);
});
