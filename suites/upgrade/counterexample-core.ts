import type { DiskFault } from '../../harness/disk/fault.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { CrashPoint, PersistenceModelName } from '../../harness/verdict/counterexample.ts';
import type { Deviation } from './deviation.ts';
import { type Chapter, type NumberEdit, operationsOf, type TrialKind, type UpgradeTrial } from './trial.ts';

/** A life as a counterexample tells it: so many of its operations, in their order, are its own. */
export interface ToldChapter {
  readonly operations: number;
  readonly version?: string;
  readonly numbers?: NumberEdit;
  readonly model?: PersistenceModelName;
  readonly crash?: CrashPoint;
  readonly fault?: DiskFault;
  readonly beside?: { readonly operations: number; readonly version?: string };
}

/** What makes a failure of this suite happen again, and what it was. Plain data. */
export interface UpgradeCore {
  readonly scenario: 'upgrade';
  readonly trial: TrialKind;
  /** Of all lives, one after another. */
  readonly operations: Operation[];
  readonly lives: ToldChapter[];
  readonly expected: string;
  readonly observed: string;
}

export function coreOf(trial: UpgradeTrial, { expected, observed }: Pick<Deviation, 'expected' | 'observed'>): UpgradeCore {
  const lives = trial.chapters.map(({ operations, version, numbers, crash, fault, beside }) => ({
    operations: operations.length,
    ...(version === undefined ? {} : { version }),
    ...(numbers === undefined ? {} : { numbers }),
    ...(crash === undefined ? {} : { model: crash.model, crash: crash.point }),
    ...(fault === undefined ? {} : { fault }),
    ...(beside === undefined
      ? {}
      : {
          beside: {
            operations: beside.operations.length,
            ...(beside.version === undefined ? {} : { version: beside.version }),
          },
        }),
  }));
  return { scenario: 'upgrade', trial: trial.kind, operations: operationsOf(trial), lives, expected, observed };
}

export function trialOf({ trial, operations, lives }: UpgradeCore): UpgradeTrial {
  let from = 0;
  const take = (count: number): Operation[] => {
    from += count;
    return operations.slice(from - count, from);
  };
  const chapters = lives.map(({ operations: count, version, numbers, model, crash, fault, beside }): Chapter => {
    const before = take(beside === undefined ? count : Math.max(0, count - 1));
    const others = beside === undefined ? [] : take(beside.operations);
    const last = beside === undefined ? [] : take(Math.min(1, count));
    return {
      operations: [...before, ...last],
      ...(version === undefined ? {} : { version }),
      ...(numbers === undefined ? {} : { numbers }),
      ...(model === undefined || crash === undefined ? {} : { crash: { model, point: crash } }),
      ...(fault === undefined ? {} : { fault }),
      ...(beside === undefined
        ? {}
        : { beside: { operations: others, ...(beside.version === undefined ? {} : { version: beside.version }) } }),
    };
  });
  return { kind: trial, chapters };
}
