import type { Operation } from '../../harness/model/operation.ts';

/**
 * What a trial is about: writes that no clock and no modification time can tell apart, a clock that steps back, or sessions that are old, or look so.
 */
export const TRIAL_KINDS = ['tick', 'back', 'age'] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

/** One thing that is tried. Plain data: with the store it is all that decides what happens. */
export interface Trial {
  readonly kind: TrialKind;
  readonly operations: readonly Operation[];
  /** The sessions that are read. */
  readonly sessions: readonly string[];
  /** How long passes between one operation and the next, by the clock. */
  readonly apartMs: number;
  /** By how many minutes local time is ahead of UTC in the first life; absent: 0. */
  readonly zoneMinutes?: number;
  /** Where somebody sets the clock while the store is open. Ascending. */
  readonly steps: readonly ClockStep[];
  /** Where the store is closed and opened again. Ascending. */
  readonly reopenings: readonly Reopening[];
}

export interface ClockStep {
  /** The operation in front of which it is, by index. */
  readonly before: number;
  /** Backwards if negative. */
  readonly byMs: number;
  /** By how many minutes local time is ahead of UTC from then on, where that changes. */
  readonly zoneMinutes?: number;
}

export interface Reopening {
  /** The operation in front of which it is, by index; the number of operations stands for the end. */
  readonly before: number;
  /** How much later than at the end of the life before the clock stands; earlier if negative. */
  readonly laterMs: number;
  /** What all modification times are set to in between, counted from the end of the life before, in whole seconds of the clock. */
  readonly timesMs?: number;
  /** By how many minutes local time is ahead of UTC from then on, where that changes. */
  readonly zoneMinutes?: number;
}

export const SECOND_MS = 1000;
export const HOUR_MS = 3600 * SECOND_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Longer than any tick of a clock or of modification times. */
export const USUALLY_APART_MS = 2 * SECOND_MS;
/** How long after one life the next one begins, where it is not what is tried. */
export const USUALLY_LATER_MS = 5 * SECOND_MS;

/** The same with a clock that does nothing unusual. What goes wrong then too has nothing to do with it. */
export function withUsualClock(trial: Trial): Trial {
  const { zoneMinutes: _, ...rest } = trial;
  return {
    ...rest,
    apartMs: USUALLY_APART_MS,
    steps: [],
    reopenings: trial.reopenings.map(({ before }) => ({ before, laterMs: USUALLY_LATER_MS })),
  };
}

/** Without these operations; the clock does the same at the same places. */
export function withoutOperations(trial: Trial, drop: (index: number) => boolean): Trial {
  const kept = trial.operations.map((_, index) => !drop(index));
  const moved = <T extends { readonly before: number }>(place: T): T => ({
    ...place,
    before: kept.slice(0, place.before).filter(Boolean).length,
  });
  return {
    ...trial,
    operations: trial.operations.filter((_, index) => kept[index]),
    steps: trial.steps.map(moved),
    reopenings: trial.reopenings.map(moved),
  };
}
