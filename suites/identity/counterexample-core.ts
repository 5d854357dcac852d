import type { Operation } from '../../harness/model/operation.ts';
import type { Found } from './assessor.ts';
import { describeDeviation } from './describe-deviation.ts';
import type { Trial, TrialKind } from './trial.ts';

/** What makes a failure of this suite happen again, and what it was. Plain data. */
export interface IdentityCore {
  readonly scenario: 'identity';
  readonly operations: Operation[];
  readonly trial: TrialKind;
  /** In front of which operations the store was closed and opened again. */
  readonly reopenBefore: number[];
  readonly sessions: string[];
  readonly looks: Trial['looks'];
  /** What was done in a second store, and in front of which operation. */
  readonly beside?: { readonly before: number; readonly operations: Operation[] };
  /** In the second life no string could be longer. */
  readonly longestString?: number;
  /** In front of which operation the second session was made of so many records of the first. */
  readonly fork?: { readonly before: number; readonly at: number };
  readonly expected: string;
  readonly observed: string;
}

export function coreOfIdentity({ trial, deviation }: Found): IdentityCore {
  return coreOfTrial(trial, describeDeviation(deviation));
}

export function coreOfTrial(trial: Trial, told: Pick<IdentityCore, 'expected' | 'observed'>): IdentityCore {
  const { kind, operations, reopenBefore, sessions, looks, beside, fork, longestString } = trial;
  return {
    scenario: 'identity',
    operations: [...operations],
    trial: kind,
    reopenBefore: [...reopenBefore],
    sessions: [...sessions],
    looks,
    ...(beside === undefined ? {} : { beside: { before: beside.before, operations: [...beside.operations] } }),
    ...(fork === undefined ? {} : { fork }),
    ...(longestString === undefined ? {} : { longestString }),
    ...told,
  };
}

export function trialOf({ trial, operations, reopenBefore, sessions, looks, beside, fork, longestString }: IdentityCore): Trial {
  return {
    kind: trial,
    operations,
    reopenBefore,
    sessions,
    looks,
    ...(beside === undefined ? {} : { beside }),
    ...(fork === undefined ? {} : { fork }),
    ...(longestString === undefined ? {} : { longestString }),
  };
}
