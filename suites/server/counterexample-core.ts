import type { Operation } from '../../harness/model/operation.ts';
import type { Deviation } from './deviation.ts';
import type { Trial, TrialKind } from './trial.ts';

/** What makes a failure of this suite happen again, and what it was. Plain data. */
export interface ServerCore {
  readonly scenario: 'server';
  readonly trial: TrialKind;
  readonly operations: Operation[];
  readonly others?: Operation[];
  readonly cut?: Trial['cut'];
  readonly how?: Trial['how'];
  readonly switchAt?: number;
  readonly expected: string;
  readonly observed: string;
}

export function coreOf({ kind, operations, others, cut, how, switchAt }: Trial, { expected, observed }: Deviation): ServerCore {
  return {
    scenario: 'server',
    trial: kind,
    operations: [...operations],
    ...(others === undefined ? {} : { others: [...others] }),
    ...(cut === undefined ? {} : { cut }),
    ...(how === undefined ? {} : { how }),
    ...(switchAt === undefined ? {} : { switchAt }),
    expected,
    observed,
  };
}

export function trialOf({ trial: kind, operations, others, cut, how, switchAt }: ServerCore): Trial {
  return {
    kind,
    operations,
    ...(others === undefined ? {} : { others }),
    ...(cut === undefined ? {} : { cut }),
    ...(how === undefined ? {} : { how }),
    ...(switchAt === undefined ? {} : { switchAt }),
  };
}
