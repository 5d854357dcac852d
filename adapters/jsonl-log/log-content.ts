import type { Json } from '../../harness/contract/session-store.ts';
import { decodeLine, encodeLine, LINE_START, type LogHeader, type LogLine } from './log-line.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * How a log's bytes are:
 * - `whole`: as they were written.
 * - `torn`: whole up to `goodBytes`, then a line without its newline that is not whole either. That is what a crash during an append
 *   leaves; the record was not acknowledged.
 * - `unended`: whole, but the last newline is missing.
 * - `damaged`: anything else. Crashes do not do this.
 */
export type Condition = 'whole' | 'torn' | 'unended' | 'damaged';

export interface LogContent {
  condition: Condition;
  /** Every record whose bytes are intact, in the order in which they were appended. */
  records: Json[];
  /** The number that the next record gets. */
  next: number;
  header: LogHeader | undefined;
  goodBytes: number;
}

/** Reads a log, skipping what is damaged. */
export function parseLog(bytes: Buffer): LogContent {
  const lines: LogLine[] = [];
  let goodBytes = 0;
  let damaged = false;
  let tail: Condition = 'whole';
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    const line = decodeLine(bytes.subarray(start, end));
    if (line !== undefined) lines.push(line);
    else {
      const found = salvage(bytes.subarray(start, end));
      lines.push(...found);
      if (newline === -1 && found.length === 0) tail = 'torn';
      else damaged = true;
    }
    if (newline === -1 && line !== undefined) tail = 'unended';
    if (tail !== 'torn') goodBytes = Math.min(bytes.length, end + 1);
    start = end + 1;
  }
  const { header, records, next, inSequence } = arrange(lines);
  return { condition: damaged || !inSequence ? 'damaged' : tail, records, next, header, goodBytes };
}

/** The bytes of a log that comes into being with these records. */
export function encodeLog(id: string, records: readonly Json[]): Buffer {
  const lines = records.map((record, n) => encodeLine({ n, record }));
  return Buffer.from([encodeLine({ header: { format: 1, id, base: records.length } }), ...lines].join(''));
}

/** The lines in a line that is not one: glued to another, ended by CR LF, or with garbage around it. */
function salvage(bytes: Buffer): LogLine[] {
  const bounds: number[] = [];
  for (let at = bytes.indexOf(LINE_START); at !== -1; at = bytes.indexOf(LINE_START, at + 1)) bounds.push(at);
  bounds.push(bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length);
  const found: LogLine[] = [];
  for (let from = 0; from < bounds.length - 1; from++) {
    // A record may contain what looks like the start of a line: then a later bound is the right one.
    for (let to = from + 1; to < bounds.length && to <= from + 8; to++) {
      const line = decodeLine(bytes.subarray(bounds[from], bounds[to]));
      if (line === undefined) continue;
      found.push(line);
      from = to - 1;
      break;
    }
  }
  return found;
}

/** Puts swapped lines in order and drops repeated ones. */
function arrange(lines: readonly LogLine[]): {
  header: LogHeader | undefined;
  records: Json[];
  next: number;
  inSequence: boolean;
} {
  const [first] = lines;
  const header = lines.flatMap((line) => ('header' in line ? [line.header] : []))[0];
  const numbered = lines.flatMap((line) => ('n' in line ? [line] : []));
  const inOrder = numbered.every(({ n }, index) => n === index);
  const inSequence =
    inOrder &&
    first !== undefined &&
    'header' in first &&
    numbered.length === lines.length - 1 &&
    numbered.length >= first.header.base;
  const distinct = inOrder ? numbered : withoutRepeats(numbered.toSorted((a, b) => a.n - b.n));
  return { header, records: distinct.map(({ record }) => record), next: (distinct.at(-1)?.n ?? -1) + 1, inSequence };
}

function withoutRepeats<T extends { n: number; record: Json }>(sorted: readonly T[]): T[] {
  const seen = new Set<string>();
  return sorted.filter((line) => seen.size < seen.add(encodeLine(line)).size);
}
