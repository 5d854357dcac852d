import type { Damage, PlacedDamage, WholeDamage } from './damage.ts';
import { type FileFormat, formatOf } from './format.ts';
import { placesIn } from './json-places.ts';
import { linesOf } from './lines.ts';
import { positionsIn, thinned } from './positions.ts';
import { tagsInBytes } from './tags.ts';

/** How many places in one file each kind of damage is tried at. */
export interface DamageLimits {
  readonly cuts: number;
  readonly nulTails: number;
  readonly nulBlocks: number;
  readonly bitFlips: number;
  /** Lines, times, objects and texts. */
  readonly places: number;
}

const OTHER_TYPES = ['null', '[]', '"x"', '42'] as const;

/** Every damage of a file that is tried, the simplest and likeliest first. No two have the same name, but two may give the same bytes. */
export function* planDamages(file: string, bytes: Buffer, limits: DamageLimits): Generator<Damage> {
  const format = formatOf(bytes);
  for (const kind of ['empty', 'all-nul'] satisfies WholeDamage['kind'][]) yield { file, kind };
  for (const text of OTHER_TYPES) yield { file, kind: 'other-type', text };
  for (const kind of ['directory', 'unreadable', 'symlink'] satisfies WholeDamage['kind'][]) yield { file, kind };
  if (format !== 'opaque') {
    yield* lineDamages(file, bytes, format, limits);
    yield* textDamages(file, bytes, format, limits);
  }
  yield* byteDamages(file, bytes, limits);
}

function* lineDamages(file: string, bytes: Buffer, format: FileFormat, { places }: DamageLimits): Generator<Damage> {
  const count = linesOf(bytes).length;
  const lines = thinned(
    Array.from({ length: count + 1 }, (_, index) => index),
    places,
  );
  const at = function* (kind: PlacedDamage['kind'], end: number, from = 0): Generator<Damage> {
    for (const line of lines) if (line >= from && line < end) yield { file, kind, at: line };
  };
  yield* at('garbage-line', count + 1);
  yield* at('non-object-line', count + 1);
  yield* at('duplicated-line', count);
  yield* at('missing-line', count);
  yield* at('swapped-lines', count - 1);
  yield* at('glued-lines', format === 'jsonl' ? count - 1 : 0);
  if (format === 'jsonl' && count > 1) yield { file, kind: 'glued-tail' };
  // Not in front of the first line: newer versions begin their files as this one does. Nor behind the last, which a commit mark elsewhere may be about.
  if (format === 'jsonl') yield* at('unknown-record', count, 1);
}

function* textDamages(file: string, bytes: Buffer, format: FileFormat, { places }: DamageLimits): Generator<Damage> {
  yield { file, kind: 'byte-order-mark' };
  yield { file, kind: 'crlf' };
  const { objects, times } = placesIn(bytes);
  for (const { start } of thinned(times, places)) {
    for (const becomes of ['null', '"not a time"'] as const) yield { file, kind: 'bad-time', at: start, becomes };
  }
  // Deeper objects may be what users stored, to whom nothing is unknown.
  const outer = objects.filter(({ depth }) => depth <= (format === 'jsonl' ? 0 : 1));
  for (const { at } of thinned(outer, places)) yield { file, kind: 'unknown-field', at };
  const text = bytes.toString('latin1');
  for (const tag of thinned(tagsInBytes(bytes), places)) {
    yield { file, kind: 'inserted-text', at: text.indexOf(tag) + tag.length, text: '\u2028' };
  }
}

function* byteDamages(file: string, bytes: Buffer, { cuts, nulTails, nulBlocks, bitFlips }: DamageLimits): Generator<Damage> {
  // From the end, where most that goes wrong with files is seen.
  for (const at of positionsIn(bytes, cuts).reverse()) yield { file, kind: 'cut', at };
  for (const at of positionsIn(bytes, nulTails).reverse()) yield { file, kind: 'nul-tail', at };
  for (const length of [16, 512]) {
    if (length >= bytes.length) continue;
    for (const at of positionsIn(bytes.subarray(0, bytes.length - length), nulBlocks, 0)) {
      yield { file, kind: 'nul-block', at, bytes: length };
    }
  }
  // A bit of its own for each byte: case, digits and quotes, high bits, and what turns a character into a control character.
  for (const at of positionsIn(bytes, bitFlips, 0)) yield { file, kind: 'bit-flip', at, bit: (at * 5) % 8 };
}
