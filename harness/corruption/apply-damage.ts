import type { Damage, ForeignFile, PlacedDamage, WholeDamage } from './damage.ts';
import { timeAt } from './json-places.ts';
import { asBuffer, type Line, linesOf } from './lines.ts';
import { FUTURE_TAG } from './tags.ts';

/** What is at the damage's path afterwards. `unreadable`: the same file, which cannot be opened. */
export type Damaged =
  | { readonly kind: 'file'; readonly bytes: Buffer }
  | { readonly kind: 'directory' }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'unreadable' };

/** Where a link in a file's place leads: there is nothing. */
const NOWHERE = 'moved-away';

/** @param original the file's bytes; of a stale temporary file those of the file that it was to become, of a copied one those of the file that it is a copy of; of a foreign file none. */
export function applyDamage(damage: Damage, original: Uint8Array): Damaged {
  const bytes = asBuffer(original);
  switch (damage.kind) {
    case 'directory':
    case 'unreadable':
      return { kind: damage.kind };
    case 'symlink':
      return { kind: 'symlink', target: NOWHERE };
    case 'foreign-file':
      return file(foreignBytes(damage));
    case 'stale-temporary':
      return file(bytes.subarray(0, Math.floor(bytes.length / 2)));
    case 'copied-file':
    case 'untouched':
      return file(bytes);
    case 'other-type':
      return file(Buffer.from(bytes.at(-1) === 0x0a ? `${damage.text}\n` : damage.text));
    case 'inserted-text':
      return file(inserted(bytes, damage.at, damage.text));
    case 'nul-block':
      return file(withNuls(bytes, damage.at, damage.at + damage.bytes));
    case 'bit-flip':
      return file(flipped(bytes, damage.at, damage.bit));
    case 'bad-time': {
      const time = timeAt(bytes, damage.at);
      return file(time === undefined ? bytes : replaced(bytes, time.start, time.end, damage.becomes));
    }
    case 'empty':
    case 'all-nul':
    case 'byte-order-mark':
    case 'crlf':
    case 'glued-tail':
      return file(wholeDamaged(damage.kind, bytes));
    default:
      return file(placedDamage(damage, bytes));
  }
}

function file(bytes: Buffer): Damaged {
  return { kind: 'file', bytes };
}

function wholeDamaged(kind: Exclude<WholeDamage['kind'], 'directory' | 'symlink' | 'unreadable'>, bytes: Buffer): Buffer {
  switch (kind) {
    case 'empty':
      return Buffer.alloc(0);
    case 'all-nul':
      return Buffer.alloc(bytes.length);
    case 'byte-order-mark':
      return inserted(bytes, 0, '\uFEFF');
    case 'crlf':
      return Buffer.from(bytes.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');
    case 'glued-tail':
      return withGluedTail(bytes);
  }
}

/** Without the newline behind the last line but one, nor that behind the last. */
function withGluedTail(bytes: Buffer): Buffer {
  const [first, second] = linesOf(bytes).slice(-2);
  if (first === undefined || second === undefined) return bytes;
  return Buffer.concat([bytes.subarray(0, first.end), bytes.subarray(second.start, second.end)]);
}

function placedDamage({ kind, at }: PlacedDamage, bytes: Buffer): Buffer {
  switch (kind) {
    case 'cut':
      return Buffer.from(bytes.subarray(0, at));
    case 'nul-tail':
      return withNuls(bytes, at, bytes.length);
    case 'unknown-field':
      return withUnknownField(bytes, at);
    case 'garbage-line':
      return withLine(bytes, at, GARBAGE);
    case 'non-object-line':
      return withLine(bytes, at, Buffer.from('42\n'));
    case 'unknown-record':
      return withLine(bytes, at, Buffer.from(`{"type":"unheard-of","text":"${FUTURE_TAG}"}\n`));
    default:
      return rearranged(kind, at, bytes);
  }
}

/** Looks like the beginning of something, and is not even UTF-8. */
const GARBAGE = Buffer.concat([Buffer.from('{"garbage": '), Buffer.from([0x13, 0xff, 0xfe]), Buffer.from('\n')]);

function rearranged(
  kind: 'glued-lines' | 'duplicated-line' | 'swapped-lines' | 'missing-line',
  at: number,
  bytes: Buffer,
): Buffer {
  const lines = linesOf(bytes);
  const [first, second] = [lines[at], lines[at + 1]];
  if (first === undefined) return bytes;
  const of = ({ start, end }: Line) => Buffer.concat([bytes.subarray(start, end), Buffer.from('\n')]);
  const before = bytes.subarray(0, first.start);
  const after = bytes.subarray(Math.min(bytes.length, first.end + 1));
  switch (kind) {
    case 'glued-lines':
      return Buffer.concat([bytes.subarray(0, first.end), after]);
    case 'duplicated-line':
      return Buffer.concat([before, of(first), of(first), after]);
    case 'missing-line':
      return Buffer.concat([before, after]);
    case 'swapped-lines':
      if (second === undefined) return bytes;
      return Buffer.concat([before, of(second), of(first), bytes.subarray(Math.min(bytes.length, second.end + 1))]);
  }
}

/** In front of a line, or behind the last. */
function withLine(bytes: Buffer, before: number, line: Buffer): Buffer {
  const at = linesOf(bytes)[before]?.start ?? bytes.length;
  return Buffer.concat([bytes.subarray(0, at), line, bytes.subarray(at)]);
}

function withUnknownField(bytes: Buffer, at: number): Buffer {
  const empty = /^\s*\}/.test(bytes.toString('latin1', at));
  return inserted(bytes, at, `"unheardOf":"${FUTURE_TAG}"${empty ? '' : ','}`);
}

function inserted(bytes: Buffer, at: number, text: string): Buffer {
  return replaced(bytes, at, at, text);
}

function replaced(bytes: Buffer, start: number, end: number, text: string): Buffer {
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
}

function withNuls(bytes: Buffer, start: number, end: number): Buffer {
  return Buffer.from(bytes).fill(0, start, end);
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

function foreignBytes({ content }: ForeignFile): Buffer {
  switch (content) {
    case 'text':
      return Buffer.from('Dear reader,\n\nthese are notes that somebody keeps here.\nThey are nobody else’s business.\n');
    case 'picture':
      // The signature and the header of a PNG.
      return Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080600000', 'hex');
    case 'other-json':
      return Buffer.from('{"name":"a-package","version":"1.2.3","scripts":{"test":"true"}}\n');
  }
}
