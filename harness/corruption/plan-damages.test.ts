import { expect, test } from 'vitest';
import { applyDamage } from './apply-damage.ts';
import type { DamageKind } from './damage.ts';
import { formatOf } from './format.ts';
import { placesIn } from './json-places.ts';
import { planDamages } from './plan-damages.ts';
import { positionsIn, thinned } from './positions.ts';

const EVERYTHING = { cuts: 1000, nulTails: 1000, nulBlocks: 1000, bitFlips: 1000, places: 1000 };
const LOG = Buffer.from('{"at":"2024-01-01T00:00:00.000Z"}\n{"text":"k1-alpha-k é 日本","in":{"a":{}}}\n{"text":"k2-alpha-k"}\n');

function kinds(bytes: Buffer): Set<DamageKind> {
  return new Set([...planDamages('x', bytes, EVERYTHING)].map(({ kind }) => kind));
}

test('a small file is cut and flipped at every byte', () => {
  const damages = [...planDamages('x', LOG, EVERYTHING)];
  const at = (kind: DamageKind) => damages.flatMap((damage) => (damage.kind === kind && 'at' in damage ? [damage.at] : []));
  expect(new Set(at('cut'))).toEqual(new Set(Array.from({ length: LOG.length - 1 }, (_, index) => index + 1)));
  expect(new Set(at('bit-flip'))).toEqual(new Set(Array.from({ length: LOG.length }, (_, index) => index)));
});

test('every damage changes a file of its format', () => {
  for (const damage of planDamages('x', LOG, EVERYTHING)) {
    const damaged = applyDamage(damage, LOG);
    if (damaged.kind === 'file') expect(damaged.bytes.equals(LOG), JSON.stringify(damage)).toBe(false);
  }
});

test('what is tried depends on the format', () => {
  expect(kinds(LOG)).toContain('unknown-record');
  expect(kinds(LOG)).toContain('bad-time');
  expect(kinds(Buffer.from('{"a":1}'))).not.toContain('glued-lines');
  expect(kinds(Buffer.from([0, 1, 2, 255]))).not.toContain('garbage-line');
  expect(kinds(Buffer.from([0, 1, 2, 255]))).toContain('cut');
});

test('a field is added to the documents and lines, not to what is deep in them', () => {
  const fields = [...planDamages('x', LOG, EVERYTHING)].filter(({ kind }) => kind === 'unknown-field');
  expect(fields).toHaveLength(3);
  for (const damage of fields) {
    const damaged = applyDamage(damage, LOG);
    expect(damaged.kind === 'file' && formatOf(damaged.bytes)).toBe('jsonl');
  }
});

test('times are what programs in other languages write, too', () => {
  const text =
    '{"a":"2024-01-01T00:00:00.123456","b":"2024-01-01 00:00:00+01:00","c":1704067200.25,"d":1704067200,"e":"2024-01-01"}';
  const found = placesIn(Buffer.from(text)).times.map(({ start, end }) => text.slice(start, end));
  expect(found).toEqual(['"2024-01-01T00:00:00.123456"', '"2024-01-01 00:00:00+01:00"', '1704067200.25']);
});

test('braces and times in texts are none', () => {
  const { objects, times } = placesIn(Buffer.from('{"a":"{\\"{","b":[{"c":1704067200000}],"d":"at 2024-01-01T00:00:00Z"}'));
  expect(objects).toEqual([
    { at: 1, depth: 0 },
    { at: 18, depth: 2 },
  ]);
  expect(times).toEqual([{ start: 22, end: 35 }]);
});

test('in a large file the ends, pages, lines and insides of characters are chosen', () => {
  const bytes = Buffer.concat([Buffer.alloc(5000, 'a'), Buffer.from('é\n'), Buffer.alloc(5000, 'b')]);
  const chosen = positionsIn(bytes, 60);
  expect(chosen.length).toBeLessThanOrEqual(60);
  for (const at of [1, 4096, 5001, 5002, 8192, bytes.length - 1]) expect(chosen).toContain(at);
});

test('thinning keeps both ends', () => {
  expect(thinned([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
  expect(thinned([1, 2], 3)).toEqual([1, 2]);
});
