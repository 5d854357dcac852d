import type { Json } from '../contract/session-store.ts';

/** Stands for an ASCII text of exactly `bytes` bytes that begins with `tag`, unique per tag. */
export type TextPlaceholder = { $text: [tag: string, bytes: number] };

export function text(tag: string, bytes: number): TextPlaceholder {
  return { $text: [tag, bytes] };
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
  if (placeholder !== undefined) return textOf(placeholder[0], placeholder[1]);
  const number = numberOf(value);
  if (number !== undefined) return number;
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

export function asPlaceholder(value: Json): [tag: string, bytes: number] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const content = value.$text;
  if (!Array.isArray(content) || content.length !== 2 || Object.keys(value).length !== 1) return undefined;
  const [tag, bytes] = content;
  return typeof tag === 'string' && typeof bytes === 'number' ? [tag, bytes] : undefined;
}

const made = new Map<string, string>();

function textOf(tag: string, bytes: number): string {
  const key = `${tag}/${bytes}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  // Numbered words rather than one letter repeated: a page that went missing or stands in the wrong place then shows.
  const words: string[] = [`${tag}:`];
  for (let length = tag.length + 1, n = 0; length < bytes; n++) {
    const word = `${tag}.${n} `;
    words.push(word);
    length += word.length;
  }
  const made1 = words.join('').slice(0, bytes);
  if (made.size > 64) made.clear();
  made.set(key, made1);
  return made1;
}
