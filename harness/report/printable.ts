import { stripVTControlCharacters } from 'node:util';

/**
 * A text that is safe on a terminal and in XML: ANSI sequences removed, other control characters, lone surrogates and the
 * characters that reorder text (U+202A to U+202E, U+2066 to U+2069) written as `\u001b`. Line feeds stay, tabs become two spaces.
 *
 * What a store says in its errors and files goes through here, so that it can neither recolor nor rewrite the report.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// Everything of `Other` (controls, surrogates without their pair, format characters that steer) except the line feed.
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;
