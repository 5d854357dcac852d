import type { Advance, CrashPoint, Turn } from '../../harness/verdict/counterexample.ts';

/** When a reader read. Plain data: with the operations it is all that a replay needs. */
export type ReaderSchedule = BesideSchedule | WithinSchedule;

/** A reader in another process: where the writer stood when it opened the store, and how far it went on in front of which of its primitives. */
export interface BesideSchedule {
  readonly reader: 'other-process';
  readonly at: CrashPoint;
  readonly advances: readonly Advance[];
}

/** A reader in the writer's own instance: who took how many steps. */
export interface WithinSchedule {
  readonly reader: 'same-instance';
  readonly turns: readonly Turn[];
}
