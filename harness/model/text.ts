import type { Json } from '../contract/session-store.ts';
import { foreignOf } from './foreign.ts';

/**
 * Stands for a text of exactly `bytes` bytes that begins with `tag`, unique per tag. ASCII; or made of one character of two to four bytes in UTF-8,
 * with digits in between so that who cuts it into chunks of a power of two cuts a character, wherever it begins.
 */
export type TextPlaceholder = { $text: [tag: string, bytes: number] | [tag: string, bytes: number, character: string] };

export function text(tag: string, bytes: number, character?: string): TextPlaceholder {
  return { $text: character === undefined ? [tag, bytes] : [tag, bytes, character] };
}

/** Replaces every placeholder in a value by what it stands for. Values without placeholders are returned as they are, not copied. */
export function expand<T extends Json>(value: T): T;
export function expand(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => expand(item));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const placeholder = asPlaceholder(value);
  if (placeholder !== undefined) return textOf(...placeholder);
  const number = numberOf(value);
  if (number !== undefined) return number;
  const foreign = foreignOf(value);
  // No JSON value, on purpose.
  if (foreign !== undefined) return foreign.made as Json;
  const entries = Object.entries(value).map(([key, item]) => [key, expand(item)] as const);
  // Not by assignment: a key may be `__proto__`.
  return entries.every(([key, item]) => Object.is(item, value[key])) ? value : Object.fromEntries(entries);
}

/** A number that JSON text does not keep, `{ "$number": "-0" }`; or, as `{ "$bigint": "1" }`, a value that JSON cannot express at all. */
function numberOf(value: { [key: string]: Json }): number | undefined {
  const keys = Object.keys(value);
  if (keys.length !== 1) return undefined;
  if (typeof value.$number === 'string') return Number(value.$number);
  // No JSON value, on purpose.
  if (typeof value.$bigint === 'string') return BigInt(value.$bigint) as unknown as number;
  return undefined;
}

/** How many of a character stand between two digits, by its bytes: with the digit a number of bytes that has no factor 2. */
const IN_A_ROW: { readonly [bytes: number]: number } = { 2: 10, 3: 6, 4: 5 };

export function asPlaceholder(value: Json): [tag: string, bytes: number, character?: string] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const content = value.$text;
  if (!Array.isArray(content) || Object.keys(value).length !== 1) return undefined;
  const [tag, bytes, character] = content;
  if (typeof tag !== 'string' || typeof bytes !== 'number') return undefined;
  if (content.length === 2) return [tag, bytes];
  const isOne = typeof character === 'string' && [...character].length === 1 && Buffer.byteLength(character) in IN_A_ROW;
  return content.length === 3 && isOne ? [tag, bytes, character] : undefined;
}

const made = new Map<string, string>();

function textOf(tag: string, bytes: number, character?: string): string {
  const key = `${tag}/${bytes}/${character ?? ''}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const content = character === undefined ? wordsOf(tag, bytes) : charactersOf(tag, bytes, character);
  if (made.size > 64) made.clear();
  made.set(key, content);
  return content;
}

/**
 * Numbered words rather than one letter repeated: a page that went missing or stands in the wrong place then shows. Numbered with letters: among a hundred
 * thousand numbers there would be the pid of every process, and whoever is named on a disk cannot live on.
 */
function wordsOf(tag: string, bytes: number): string {
  const words: string[] = [`${tag}:`];
  for (let length = tag.length + 1, n = 0; length < bytes; n++) {
    const word = `${tag}.${inLetters(n)} `;
    words.push(word);
    length += word.length;
  }
  return words.join('').slice(0, bytes);
}

/** `a` to `z`, `ba`, `bb` and so on. */
function inLetters(number: number): string {
  const last = String.fromCharCode(97 + (number % 26));
  return number < 26 ? last : inLetters(Math.floor(number / 26)) + last;
}

function charactersOf(tag: string, bytes: number, character: string): string {
  const width = Buffer.byteLength(character);
  const inARow = IN_A_ROW[width] ?? 1;
  const row = character.repeat(inARow);
  const head = `${tag}:`.slice(0, bytes);
  let left = bytes - Buffer.byteLength(head);
  const parts = [head];
  for (let n = 0; left > inARow * width; n++) {
    parts.push(`${n % 10}${row}`);
    left -= 1 + inARow * width;
  }
  const whole = Math.floor(left / width);
  return `${parts.join('')}${'.'.repeat(left - whole * width)}${character.repeat(whole)}`;
}
