import { NotThisProtocol } from '../protocol.ts';

/** One value of RESP. */
export interface Reply {
  /** Its first character. */
  readonly type: string;
  /** The texts of an array or push that are its direct parts, or of the value itself; '' for a part that is none. */
  readonly texts: readonly string[];
  /** Where it ends, from where its buffer begins. */
  readonly end: number;
}

/** Types whose value is on the line. */
const LINES = '+-:_#,(';
/** Types whose line tells the length of bytes that follow. */
const BYTES = '$!=';
/** Types whose line tells how many values follow; a map has two for each. */
const VALUES = '*~>%|';

/**
 * The value that begins at `start`, or `undefined` where it is not all there.
 *
 * @throws {NotThisProtocol}
 */
export function readReply(bytes: Buffer, start: number): Reply | undefined {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd === -1) {
    if (bytes.length > start) typeAt(bytes, start);
    return undefined;
  }
  const type = typeAt(bytes, start);
  const line = bytes.toString('utf8', start + 1, lineEnd);
  const after = lineEnd + 2;
  if (LINES.includes(type)) return { type, texts: [line], end: after };
  if (line === '?') throw new NotThisProtocol('a value of RESP that does not tell its length');
  const count = Number(line);
  if (!Number.isInteger(count)) throw new NotThisProtocol('a length of RESP that is no number');
  if (count < 0) return { type, texts: [''], end: after };
  if (BYTES.includes(type)) {
    const end = after + count + 2;
    return bytes.length < end ? undefined : { type, texts: [bytes.toString('utf8', after, after + count)], end };
  }
  return readValues(bytes, { type, count: type === '%' || type === '|' ? 2 * count : count, start: after });
}

function readValues(bytes: Buffer, { type, count, start }: { type: string; count: number; start: number }): Reply | undefined {
  const texts: string[] = [];
  let end = start;
  for (let index = 0; index < count; index++) {
    const value = readReply(bytes, end);
    if (value === undefined) return undefined;
    texts.push(VALUES.includes(value.type) ? '' : (value.texts[0] ?? ''));
    end = value.end;
  }
  // An attribute is about the value that follows it.
  if (type !== '|') return { type, texts, end };
  const about = readReply(bytes, end);
  return about === undefined ? undefined : about;
}

function typeAt(bytes: Buffer, at: number): string {
  const type = String.fromCharCode(bytes[at] ?? 0);
  if (!LINES.includes(type) && !BYTES.includes(type) && !VALUES.includes(type)) throw new NotThisProtocol('no value of RESP');
  return type;
}
