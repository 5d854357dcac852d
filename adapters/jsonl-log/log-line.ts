import { createHash } from 'node:crypto';
import type { Json } from '../../harness/contract/session-store.ts';
import { exactJson } from '../durable-files/exact-json.ts';

/** The first line of a log. */
export interface LogHeader {
  format: number;
  id: string;
  /** How many records came into being with the file: no crash can tear these. */
  base: number;
}

/** One line that is as it was written. `n` counts the records of the session from 0. */
export type LogLine = { header: LogHeader } | { n: number; record: Json };

const HEAD = '{"check":"';
const CHECK_LENGTH = 16;
const BODY_START = HEAD.length + CHECK_LENGTH + '",'.length;

/** The bytes that every line starts with. Inside a JSON string the quotes would be escaped. */
export const LINE_START = Buffer.from(HEAD);

/** `{"check":"<16 hexadecimal digits>",<body>}` and a newline; the check is the head of the SHA-256 of the body's bytes. */
export function encodeLine(line: LogLine): string {
  const body = exactJson(line).slice(1, -1);
  return `${HEAD}${check(Buffer.from(body))}",${body}}\n`;
}

/** The line in these bytes, given without the newline; `undefined` if they are anything but what `encodeLine` made. */
export function decodeLine(bytes: Buffer): LogLine | undefined {
  const body = bytes.subarray(BODY_START, bytes.length - 1);
  if (bytes.length <= BODY_START || bytes.at(-1) !== 0x7d) return undefined;
  if (bytes.toString('latin1', 0, BODY_START) !== `${HEAD}${check(body)}",`) return undefined;
  return JSON.parse(`{${body.toString()}}`) as LogLine;
}

function check(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex').slice(0, CHECK_LENGTH);
}
