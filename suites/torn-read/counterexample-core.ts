import type { Operation } from '../../harness/model/operation.ts';
import type { TornEvidence } from './check.ts';
import { describeDeviation } from './describe-deviation.ts';
import type { ReaderSchedule } from './reader-schedule.ts';

/** What makes a torn read happen again, and what it was: the part of a counterexample that this suite knows. Plain data. */
export interface TornReadCore {
  readonly scenario: 'torn-read';
  readonly operations: Operation[];
  readonly schedule: ReaderSchedule;
  readonly expected: string;
  readonly observed: string;
}

export function coreOfTornRead({ readingCase, deviation }: TornEvidence, operations: readonly Operation[]): TornReadCore {
  return {
    scenario: 'torn-read',
    operations: [...operations],
    schedule: readingCase.schedule,
    ...describeDeviation(deviation),
  };
}
