import type { Style } from '../drive.ts';
import { mkdir, type Program, Refusal } from '../primitive.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SUFFIX_LENGTH = 6;
/** TMP_MAX of glibc is 238,328; with a sane random source the first one does. */
const TRIES_MAX = 1000;

/** `mkdtemp`: a directory with six random characters after the prefix, as mkdtemp(3). */
export function* makeTemporary(style: Style, prefix: string, random: () => number): Program<string> {
  for (let tries = 0; ; tries++) {
    let path = prefix;
    for (let at = 0; at < SUFFIX_LENGTH; at++) path += LETTERS.charAt(Math.floor(random() * LETTERS.length));
    try {
      yield* mkdir(path, 0o700);
      return path;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code !== 'EEXIST' || tries === TRIES_MAX) {
        // The asynchronous functions report what they tried last.
        throw new Refusal(error.code, 'mkdtemp', style === 'sync' ? `${prefix}XXXXXX` : path);
      }
    }
  }
}
