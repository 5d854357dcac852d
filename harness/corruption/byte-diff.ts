const ROW_BYTES = 16;
const MOST_ROWS = 3;

/**
 * Where two contents first differ, as rows of 16 bytes in hexadecimal and text: those of the first with `-`, those of the second with `+`, and the
 * row before with neither. No rows for equal contents.
 */
export function byteDiff(before: Buffer, after: Buffer): string[] {
  const first = firstDifference(before, after);
  if (first === undefined) return [];
  const from = Math.floor(first / ROW_BYTES) * ROW_BYTES;
  const common = from >= ROW_BYTES ? [row(' ', before, from - ROW_BYTES)] : [];
  return [...common, ...rows('-', before, from, after), ...rows('+', after, from, before)];
}

function firstDifference(before: Buffer, after: Buffer): number | undefined {
  const length = Math.max(before.length, after.length);
  for (let at = 0; at < length; at++) if (before[at] !== after[at]) return at;
  return undefined;
}

/** The rows that differ, one after the other, as far as there are bytes. */
function rows(mark: string, bytes: Buffer, from: number, other: Buffer): string[] {
  const shown: string[] = [];
  for (let at = from; at < bytes.length; at += ROW_BYTES) {
    if (bytes.subarray(at, at + ROW_BYTES).equals(other.subarray(at, at + ROW_BYTES))) break;
    if (shown.length === MOST_ROWS) return [...shown, `${mark} ... ${bytes.length - at} bytes more`];
    shown.push(row(mark, bytes, at));
  }
  return shown.length > 0 ? shown : [`${mark} (the end)`];
}

function row(mark: string, bytes: Buffer, at: number): string {
  const part = bytes.subarray(at, at + ROW_BYTES);
  const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${mark} ${at.toString(16).padStart(6, '0')}  ${hex.padEnd(ROW_BYTES * 3 - 1)}  ${text}`;
}
