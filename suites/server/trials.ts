import { CUT_MANNERS } from '../../harness/host/server/proxy/cut.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { Trial } from './trial.ts';
import { changes, following, making, SESSION } from './workloads.ts';

type Judged = Pick<ServedSubject, 'capabilities' | 'claims'>;

/** More calls than any pool has connections by default. */
const CROWD = 40;

/** Trials that are one each. */
export function plainTrials({ capabilities, claims }: Judged): Trial[] {
  const make = making(capabilities);
  const after = following(capabilities);
  const touch: Operation = { op: 'touch', session: SESSION };
  const whole = [make, ...changes(capabilities).filter(({ op }) => op !== 'delete' && op !== 'rewrite')];
  const crowd = Array.from({ length: CROWD }, (_, index) => making(capabilities, `${SESSION}-${index}`));
  const hasTouch = capabilities.methods.includes('touch');
  const parts = changes(capabilities).find(({ op }) => op === 'append');
  return [
    ...CUT_MANNERS.map((how): Trial => ({ kind: 'idle', how, operations: [make, after, after] })),
    { kind: 'worn', operations: [make, after] },
    { kind: 'crowd', operations: crowd },
    { kind: 'server-crash', operations: whole },
    ...(hasTouch ? meanwhile(capabilities).map((others) => touchedAfter(make, others, touch, claims.writers)) : []),
    ...(claims.ttl === undefined
      ? []
      : [
          { kind: 'expired' as const, operations: [make] },
          ...(hasTouch ? [{ kind: 'expired' as const, operations: [make, touch] }] : []),
          ...(parts === undefined || !capabilities.fields
            ? []
            : [{ kind: 'expired' as const, operations: [make, parts], switchAt: 1 }]),
        ]),
  ];
}

/** What was done meanwhile was done by another client, where there may be one. */
function touchedAfter(
  make: Operation,
  others: readonly Operation[],
  touch: Operation,
  writers: Judged['claims']['writers'],
): Trial {
  if (writers === 'one-instance') return { kind: 'touched', operations: [make, ...others, touch] };
  return { kind: 'touched', operations: [make, touch], others };
}

/** What another client does to a session that is touched. */
function meanwhile(capabilities: Judged['capabilities']): Operation[][] {
  const all: Operation[] = [{ op: 'delete', session: SESSION }, following(capabilities)];
  return all.filter(({ op }) => capabilities.methods.some((method) => method === op)).map((one) => [one]);
}

/** Trials of two clients, each to be played with every switch. */
export function switchedTrials({ capabilities, claims }: Judged): Omit<Trial, 'switchAt'>[] {
  const make = making(capabilities);
  const touch: Operation = { op: 'touch', session: SESSION };
  const pairs: [Operation, Operation][] = [];
  if (capabilities.fields && claims.patch === 'native') {
    pairs.push([
      { op: 'patch', session: SESSION, fields: { left: 1 } },
      { op: 'patch', session: SESSION, fields: { right: 2 } },
    ]);
  }
  if (capabilities.records) {
    pairs.push([
      { op: 'append', session: SESSION, record: { from: 'left' } },
      { op: 'append', session: SESSION, record: { from: 'right' } },
    ]);
  }
  const hasTouch = capabilities.methods.includes('touch');
  if (claims.writers === 'one-instance') return [];
  return [
    { kind: 'opened-twice', operations: [making(capabilities, 'left')], others: [making(capabilities, 'right')] },
    ...pairs.map(([ours, theirs]) => ({ kind: 'together' as const, operations: [make, ours], others: [theirs] })),
    ...(hasTouch
      ? meanwhile(capabilities).map((others) => ({ kind: 'touched' as const, operations: [make, touch], others }))
      : []),
  ];
}
