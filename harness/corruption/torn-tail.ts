import type { FileFormat } from './format.ts';

/**
 * Whether a log is as it was written up to some byte within a line: its last line has no newline, and every byte of it is one that was written. That is what a
 * crash makes of an append, whatever the line held (all of it but the newline, half of a character, or the only record that there was), and no
 * damage that happened behind the store's back can be told from it.
 */
export function isTornTail(format: FileFormat, original: Buffer, damaged: Buffer): boolean {
  if (format !== 'jsonl' || damaged.length === 0 || damaged.length >= original.length) return false;
  return damaged.at(-1) !== NEWLINE && isBeginning(original, damaged);
}

/** Whether a content begins with all of another. */
export function isBeginning(content: Buffer, beginning: Buffer): boolean {
  return beginning.length <= content.length && content.subarray(0, beginning.length).equals(beginning);
}

const NEWLINE = 0x0a;
