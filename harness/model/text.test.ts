import { expect, test } from 'vitest';
import { asPlaceholder, expand, text } from './text.ts';

const CHARACTERS = ['\u00e9', '\u65e5', '\ud83d\ude00'];

test.each(CHARACTERS)('a text of %s has exactly its bytes, and its tag, and is well-formed', (character) => {
  for (const bytes of [9, 10, 11, 12, 13, 70_000, 70_001]) {
    const made = String(expand(text('tag', bytes, character)));
    expect(Buffer.byteLength(made)).toBe(bytes);
    expect(Buffer.from(made).toString()).toBe(made);
    expect(made).toContain(character);
    expect(made.startsWith('tag:')).toBe(true);
  }
  expect(Buffer.byteLength(String(expand(text('tag', 2, character))))).toBe(2);
});

test.each([
  ['\u00e9', 220_000],
  ['\u65e5', 150_000],
  ['\ud83d\ude00', 220_000],
])('reading in chunks of a power of two cuts a %s of %i bytes, wherever the text begins', (character, length) => {
  const bytes = Buffer.from(String(expand(text('tag', length, character))));
  const isCut = (border: number): boolean => ((bytes[border] ?? 0) & 0xc0) === 0x80;
  const uncut = [4, 8, 16, 32, 64].flatMap((kib) =>
    Array.from({ length: 64 }, (_, offset) => offset).filter((offset) => {
      const borders = Array.from({ length: Math.floor(length / kib / 1024) }, (_, n) => (n + 1) * kib * 1024 - offset);
      return !borders.some(isCut);
    }),
  );
  expect(uncut).toEqual([]);
});

test('what is no such character is no placeholder', () => {
  expect(asPlaceholder({ $text: ['tag', 9, 'ab'] })).toBeUndefined();
  expect(asPlaceholder({ $text: ['tag', 9, 'a'] })).toBeUndefined();
  expect(asPlaceholder({ $text: ['tag', 9, CHARACTERS[0] ?? ''] })).toEqual(['tag', 9, CHARACTERS[0]]);
});
