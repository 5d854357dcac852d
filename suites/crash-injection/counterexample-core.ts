import type { Operation } from '../../harness/model/operation.ts';
import type { Attribution, CrashPoint, PersistenceModelName } from '../../harness/verdict/counterexample.ts';
import type { Evidence } from './check.ts';
import type { DebrisFailure } from './debris.ts';
import { describeDeviation } from './describe-deviation.ts';

/** What makes a failure happen again, and what it was: the part of a counterexample that a suite knows. */
export interface CounterexampleCore {
  readonly scenario: 'crash' | 'crash-in-recovery' | 'repeated-crashes';
  readonly model: PersistenceModelName;
  /** All the models under which power loss can leave this very disk, of those that were tried. */
  readonly models: readonly PersistenceModelName[];
  readonly operations: Operation[];
  readonly crash: CrashPoint;
  readonly recoveryCrash?: CrashPoint;
  readonly rounds?: number;
  readonly expected: string;
  readonly observed: string;
  readonly attribution?: Attribution;
}

export function coreOfEvidence({ crashCase, deviation }: Evidence): CounterexampleCore {
  return {
    model: crashCase.model,
    models: [crashCase.model],
    scenario: deviation.kind === 'recovery-crash' ? 'crash-in-recovery' : 'crash',
    operations: [...crashCase.operations],
    crash: crashCase.point,
    ...(deviation.kind === 'recovery-crash' ? { recoveryCrash: deviation.point } : {}),
    ...describeDeviation(deviation),
  };
}

export function coreOfDebris({ operations, point, deviation }: DebrisFailure): CounterexampleCore {
  return {
    scenario: 'repeated-crashes',
    model: 'process-kill',
    models: ['process-kill'],
    operations,
    crash: point,
    rounds: deviation.rounds,
    ...describeDeviation(deviation),
  };
}
