import type { Operation } from '../../harness/model/operation.ts';
import type { Deviation } from './deviation.ts';
import type { Trial, TrialKind } from './trial.ts';

/** What makes a failure of a store on a server happen again, and what it was. Plain data. */
export interface ServerCore {
  /** By which it is known of which suite it is. */
  readonly scenario: string;
  readonly trial: TrialKind;
  readonly operations: Operation[];
  readonly others?: Operation[];
  readonly clients?: Trial['clients'];
  readonly cut?: Trial['cut'];
  readonly how?: Trial['how'];
  readonly switchAt?: number;
  readonly expected: string;
  readonly observed: string;
}

export function coreOf(
  scenario: string,
  { kind, operations, others, clients, cut, how, switchAt }: Trial,
  { expected, observed }: Deviation,
): ServerCore {
  return {
    scenario,
    trial: kind,
    operations: [...operations],
    ...(others === undefined ? {} : { others: [...others] }),
    ...(clients === undefined ? {} : { clients }),
    ...(cut === undefined ? {} : { cut }),
    ...(how === undefined ? {} : { how }),
    ...(switchAt === undefined ? {} : { switchAt }),
    expected,
    observed,
  };
}

export function trialOf({ trial: kind, operations, others, clients, cut, how, switchAt }: ServerCore): Trial {
  return {
    kind,
    operations,
    ...(others === undefined ? {} : { others }),
    ...(clients === undefined ? {} : { clients }),
    ...(cut === undefined ? {} : { cut }),
    ...(how === undefined ? {} : { how }),
    ...(switchAt === undefined ? {} : { switchAt }),
  };
}
