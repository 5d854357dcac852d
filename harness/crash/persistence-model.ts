import type { Change } from '../host/change.ts';
import type { CrashPoint, PersistenceModelName } from '../verdict/counterexample.ts';

/**
 * The rule that says which effects of a trace may be on disk after a crash. Pure: from the changes of a life to its crash points,
 * the likeliest to show a mistake first where the order is free.
 */
export interface PersistenceModel {
  readonly name: PersistenceModelName;
  /** What the model assumes, in a sentence or two, for reports and docs. */
  readonly assumption: string;
  /** Crash points from before change `from` on; after the last change too. */
  crashPoints(changes: readonly Change[], options: { readonly from: number; readonly tears: TearDepth }): Iterable<CrashPoint>;
}

/** How many of the page boundaries inside a large write are tried: the ends and a few between, or all. */
export type TearDepth = 'some' | 'all';
