import { createHash } from 'node:crypto';

/** File systems take names of 255 bytes; this leaves room for the extension and for a suffix. */
const ENCODED_LENGTH_MAX = 180;

/**
 * The name of the file of a session: a different one for every id, on file systems that fold case or normalise Unicode too, and never
 * one that leaves the directory, hides (`.x`), or is a device (`con`). Characters other than `a-z 0-9 _ -` become `%` and
 * the four hexadecimal digits of their UTF-16 unit; ids that get too long that way are hashed.
 */
export function sessionFileName(session: string, extension: string): string {
  const encoded = session.replace(/[^a-z0-9_-]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (encoded.length <= ENCODED_LENGTH_MAX) return `s-${encoded}${extension}`;
  return `h-${createHash('sha256').update(encoded).digest('hex')}${extension}`;
}

/** Whether the name is one that `sessionFileName` gives: not a temporary file, a backup, or something that is not ours. */
export function isSessionFileName(name: string, extension: string): boolean {
  if (!name.endsWith(extension)) return false;
  return /^(?:s-(?:[a-z0-9_-]|%[0-9a-f]{4})*|h-[0-9a-f]{64})$/.test(name.slice(0, -extension.length));
}

/** The session's id, where the name tells it: `undefined` for a hashed one, whose id is in the file. */
export function sessionOfFileName(name: string, extension: string): string | undefined {
  if (!isSessionFileName(name, extension) || name.startsWith('h-')) return undefined;
  return name
    .slice(2, -extension.length)
    .replace(/%([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
