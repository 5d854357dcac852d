import type { Json } from '../../harness/contract/session-store.ts';
import { asPlaceholder, text } from '../../harness/model/text.ts';

/** Values that are one step smaller: a part alone, one part less, a smaller part. The smallest first. */
export function* smallerValues(value: Json): Generator<Json> {
  if (typeof value === 'string') yield* smallerTexts(value);
  else if (typeof value === 'object' && value !== null) {
    const placeholder = asPlaceholder(value);
    if (placeholder !== undefined) {
      const [tag, bytes, character] = placeholder;
      if (bytes > 1) yield text(tag, Math.floor(bytes / 2), character);
    } else if (Array.isArray(value)) yield* smallerArrays(value);
    else if (!isPlaceholder(value)) yield* smallerObjects(value);
  }
}

/** With each text cut in half or without one of its code units. Halves of a pair may come apart, which is what may matter. */
export function* smallerTexts(value: string): Generator<string> {
  const half = Math.ceil(value.length / 2);
  if (value.length > 1) {
    yield value.slice(0, half);
    yield value.slice(half);
  }
  if (value.length <= 12) for (let at = 0; at < value.length; at++) yield value.slice(0, at) + value.slice(at + 1);
}

function* smallerArrays(value: readonly Json[]): Generator<Json> {
  yield* value;
  for (const index of value.keys()) yield value.toSpliced(index, 1);
  for (const [index, item] of value.entries()) for (const smaller of smallerValues(item)) yield value.with(index, smaller);
}

function* smallerObjects(value: { readonly [key: string]: Json }): Generator<Json> {
  const entries = Object.entries(value);
  for (const [, item] of entries) yield item;
  // From entries, and not by assignment: a key may be `__proto__`.
  for (const index of entries.keys()) if (entries.length > 1) yield Object.fromEntries(entries.toSpliced(index, 1));
  for (const [index, [key, item]] of entries.entries()) {
    if (typeof item === 'object' && item !== null && !isPlaceholder(item))
      yield Object.fromEntries(entries.with(index, [key, 1]));
    for (const smaller of smallerValues(item)) yield Object.fromEntries(entries.with(index, [key, smaller]));
    if (key.length > 1 && !key.startsWith('$'))
      for (const smaller of smallerTexts(key)) yield Object.fromEntries(entries.with(index, [smaller, item]));
  }
}

function isPlaceholder(value: Json): boolean {
  return typeof value === 'object' && value !== null && ('$number' in value || '$bigint' in value || '$foreign' in value);
}
