/** One thing that happened to one file behind the store's back. Plain data: with the operations it is all that a replay needs. */
export type Damage =
  | WholeDamage
  | PlacedDamage
  | NulBlock
  | BitFlip
  | BadTime
  | TextDamage
  | StaleTemporary
  | CopiedFile
  | Untouched
  | ForeignFile;

export const WHOLE_DAMAGES = [
  'empty',
  'all-nul',
  'byte-order-mark',
  'crlf',
  'glued-tail',
  'directory',
  'symlink',
  'unreadable',
] as const;
export const PLACED_DAMAGES = [
  'cut',
  'nul-tail',
  'garbage-line',
  'non-object-line',
  'unknown-record',
  'glued-lines',
  'duplicated-line',
  'swapped-lines',
  'missing-line',
  'unknown-field',
] as const;
export const FOREIGN_CONTENTS = ['text', 'picture', 'other-json'] as const;

interface DamageOfFile {
  /** Below the store's directory. */
  readonly file: string;
}

/** The file as a whole, or its last two lines, which became one without a newline; or something else is in its place: a directory, a link that leads nowhere, a file that cannot be opened. */
export interface WholeDamage extends DamageOfFile {
  readonly kind: (typeof WHOLE_DAMAGES)[number];
}

/**
 * At a place. `at` is a byte offset for `cut` and `nul-tail` (bytes that stay) and `unknown-field` (behind an opening brace); otherwise a
 * line, counted from 0: the line that is hit, glued to its successor, swapped with it, or that a new one is put in front of.
 */
export interface PlacedDamage extends DamageOfFile {
  readonly kind: (typeof PLACED_DAMAGES)[number];
  readonly at: number;
}

/** So many bytes from this offset on read as NUL. */
export interface NulBlock extends DamageOfFile {
  readonly kind: 'nul-block';
  readonly at: number;
  readonly bytes: number;
}

/** One bit of the byte at this offset, 0 the lowest. */
export interface BitFlip extends DamageOfFile {
  readonly kind: 'bit-flip';
  readonly at: number;
  readonly bit: number;
}

/** What looks like a time, and starts at this offset, is something else now. */
export interface BadTime extends DamageOfFile {
  readonly kind: 'bad-time';
  readonly at: number;
  readonly becomes: 'null' | '"not a time"';
}

/** `other-type`: the whole file is this JSON text; `inserted-text`: this text was put into a string, at this offset. */
export type TextDamage =
  | (DamageOfFile & { readonly kind: 'other-type'; readonly text: string })
  | (DamageOfFile & { readonly kind: 'inserted-text'; readonly at: number; readonly text: string });

/** `file` is a temporary file that a dead process left, with the first half of what is in `of`. */
export interface StaleTemporary extends DamageOfFile {
  readonly kind: 'stale-temporary';
  readonly of: string;
}

/** `file` holds what is in `of`, the file of another session: a backup that was put back, or a copy, under the wrong name. */
export interface CopiedFile extends DamageOfFile {
  readonly kind: 'copied-file';
  readonly of: string;
}

/** Nothing happened to it: what every damage is compared with. */
export interface Untouched extends DamageOfFile {
  readonly kind: 'untouched';
}

/** `file` is none of the store's. */
export interface ForeignFile extends DamageOfFile {
  readonly kind: 'foreign-file';
  readonly content: (typeof FOREIGN_CONTENTS)[number];
  /** The session whose file it would be by its name, if it would be one's. */
  readonly session?: string;
}

export type DamageKind = Damage['kind'];

export const DAMAGE_KINDS = [
  ...WHOLE_DAMAGES,
  ...PLACED_DAMAGES,
  'nul-block',
  'bit-flip',
  'bad-time',
  'other-type',
  'inserted-text',
  'stale-temporary',
  'copied-file',
  'untouched',
  'foreign-file',
] as const satisfies readonly DamageKind[];
