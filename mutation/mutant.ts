/** One small change of a store's source, which makes it another store. */
export interface Mutant {
  /** The file that is changed, relative to the project. */
  readonly file: string;
  /** Which kind of change it is, as Stryker names it. */
  readonly mutator: string;
  /** From 1. */
  readonly line: number;
  /** Offsets of what is replaced, in UTF-16 code units of the file. */
  readonly from: number;
  readonly to: number;
  readonly original: string;
  readonly replacement: string;
  /** What names it for as long as the code around it stays as it is, wherever that moves to. */
  readonly key: string;
}

/** How a mutant ended. */
export type Outcome =
  /** A MUST failed. */
  | { readonly kind: 'must'; readonly by: string }
  /** A SHOULD failed, and no MUST. */
  | { readonly kind: 'warning'; readonly by: string }
  /** It could not be judged, or not all of it: a poor kill, without a counterexample. */
  | { readonly kind: 'code'; readonly by: string }
  | { readonly kind: 'survived' };
