import { createHash } from 'node:crypto';
import type { Fields } from '../../harness/contract/session-store.ts';
import { exactJson } from '../durable-files/exact-json.ts';

/** What one file holds. */
export interface SessionFile {
  id: string;
  fields: Fields;
}

const HEAD = '{"format":1,"sha256":"';
const MIDDLE = '","session":';
const TAIL = '}\n';
const BODY_START = HEAD.length + 64 + MIDDLE.length;

/**
 * One JSON document: `{"format":1,"sha256":"...","session":{"id":...,"fields":{...}}}` and a newline. The hash is of the bytes of
 * `session`, so that a damaged file is told from a good one even where the damage is still JSON.
 */
export function encodeSessionFile(file: SessionFile): Uint8Array {
  const body = exactJson({ id: file.id, fields: file.fields });
  return Buffer.from(`${HEAD}${sha256(Buffer.from(body))}${MIDDLE}${body}${TAIL}`);
}

/**
 * The content that `encodeSessionFile` wrote.
 *
 * @throws {Error} for every other sequence of bytes, saying what is wrong with it.
 */
export function decodeSessionFile(bytes: Uint8Array): SessionFile {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (content.length === 0) throw new Error('the file is empty');
  if (content.toString('latin1', 0, HEAD.length) !== HEAD) throw new Error('it does not start like a session file of format 1');
  if (content.toString('latin1', content.length - TAIL.length) !== TAIL)
    throw new Error('the end is missing or followed by something else');
  const body = content.subarray(BODY_START, content.length - TAIL.length);
  const frame = content.toString('latin1', HEAD.length, BODY_START);
  if (frame !== `${sha256(body)}${MIDDLE}`) throw new Error('the content does not match its checksum');
  // The checksum holds, so this is what `encodeSessionFile` was given.
  return JSON.parse(body.toString()) as SessionFile;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
