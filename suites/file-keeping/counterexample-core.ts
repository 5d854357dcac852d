import type { Operation } from '../../harness/model/operation.ts';
import type { Found } from './assessor.ts';
import { describeDeviation } from './describe-deviation.ts';
import type { FailingLook, GivenAttributes, Trial, TrialKind } from './trial.ts';

/** What makes a failure of this suite happen again, and what it was. Plain data. */
export interface KeepCore {
  readonly scenario: 'file-keeping';
  readonly operations: Operation[];
  readonly trial: TrialKind;
  /** In front of which operations the store was closed and opened again. */
  readonly reopenBefore: number[];
  readonly sessions: string[];
  readonly given?: GivenAttributes;
  readonly failing?: FailingLook;
  readonly expected: string;
  readonly observed: string;
}

export function coreOfKeeping({ trial, deviation }: Found): KeepCore {
  return coreOfTrial(trial, describeDeviation(deviation));
}

export function coreOfTrial(trial: Trial, told: Pick<KeepCore, 'expected' | 'observed'>): KeepCore {
  const { kind, operations, reopenBefore, sessions, given, failing } = trial;
  return {
    scenario: 'file-keeping',
    operations: [...operations],
    trial: kind,
    reopenBefore: [...reopenBefore],
    sessions: [...sessions],
    ...(given === undefined ? {} : { given }),
    ...(failing === undefined ? {} : { failing }),
    ...told,
  };
}

export function trialOf({ trial, operations, reopenBefore, sessions, given, failing }: KeepCore): Trial {
  return {
    kind: trial,
    operations,
    reopenBefore,
    sessions,
    ...(given === undefined ? {} : { given }),
    ...(failing === undefined ? {} : { failing }),
  };
}
