import type { OptionalMethod } from '../../harness/contract/session-store.ts';
import { CUT_MANNERS } from '../../harness/host/server/proxy/cut.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { text } from '../../harness/model/text.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { Nearness, Trial } from './trial.ts';
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
    { kind: 'worn', operations: [make] },
    ...[make, ...changes(capabilities)].map((worn): Trial => ({ kind: 'worn', operations: [make, worn] })),
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
  const within = racesWithin('one-instance', { capabilities, claims });
  if (claims.writers === 'one-instance') return within;
  const make = making(capabilities);
  const touch: Operation = { op: 'touch', session: SESSION };
  const append = (by: string): Operation => ({ op: 'append', session: SESSION, record: { by } });
  const leased: Omit<Trial, 'switchAt'>[] =
    claims.lease === undefined || !capabilities.records
      ? []
      : [{ kind: 'leased', operations: [make, append('the first')], others: [append('the second')] }];
  const touches = capabilities.methods.includes('touch') ? meanwhile(capabilities) : [];
  return [
    ...within,
    { kind: 'opened-twice', operations: [making(capabilities, 'left')], others: [making(capabilities, 'right')] },
    ...updates({ capabilities, claims }).map((race): Omit<Trial, 'switchAt'> => ({ ...race, clients: 'one-process' })),
    ...racesWithin('two-processes', { capabilities, claims }),
    ...leased,
    ...touches.map((others) => ({ kind: 'touched' as const, operations: [make, touch], others })),
  ];
}

/** Records that are written in several pieces. */
const LARGE_BYTES = 600_000;

function racesWithin(clients: Nearness, judged: Judged): Omit<Trial, 'switchAt'>[] {
  const { capabilities } = judged;
  const { fields, records, methods } = capabilities;
  const write = following(capabilities);
  const seen: Operation[] = [
    write,
    ...(fields ? [{ op: 'patch' as const, session: SESSION, fields: { model: 'm1' }, undefinedFields: ['title'] }] : []),
  ];
  const large = (from: string): Operation => ({
    op: 'append',
    session: SESSION,
    record: { from, long: text(from, LARGE_BYTES) },
  });
  const make = making(capabilities);
  return [
    ...updates(judged),
    ...(records && clients === 'two-processes'
      ? [{ kind: 'together' as const, operations: [make, large('left')], others: [large('right')] }]
      : []),
    ...races(judged).filter(({ needs }) => needs.every((name) => methods.includes(name))),
    ...seen.map((one) => ({ kind: 'seen' as const, operations: [make, one] })),
  ].map(({ kind, operations, others }: Race) => ({
    kind,
    operations,
    ...(others === undefined ? {} : { others }),
    ...(clients === 'two-processes' ? {} : { clients }),
  }));
}

interface Race extends Omit<Trial, 'switchAt'> {
  readonly needs?: readonly OptionalMethod[];
}

/** Both add something to one session. */
function updates({ capabilities, claims }: Judged): Race[] {
  const make = making(capabilities);
  const patch = (name: string): Operation => ({ op: 'patch', session: SESSION, fields: { [name]: 1 } });
  const appends = (from: string): Operation[] => [1, 2].map((nth) => ({ op: 'append', session: SESSION, record: { from, nth } }));
  return [
    ...(capabilities.fields && claims.patch === 'native'
      ? [{ kind: 'together' as const, operations: [make, patch('left')], others: [patch('right')] }]
      : []),
    ...(capabilities.records
      ? [{ kind: 'together' as const, operations: [make, ...appends('left')], others: appends('right') }]
      : []),
  ];
}

/** One makes, removes or replaces what the other one writes to. */
function races({ capabilities, claims }: Judged): (Race & Required<Pick<Race, 'needs'>>)[] {
  const make = making(capabilities);
  const other = making(capabilities, 'oslo');
  const create = (by: string): Operation => ({ op: 'create', session: SESSION, fields: capabilities.fields ? { by } : {} });
  const remove: Operation = { op: 'delete', session: SESSION };
  const group = (from: string): Operation => ({
    op: 'appendAll',
    session: SESSION,
    records: [
      { from, call: 'x' },
      { from, result: 'y' },
    ],
  });
  const append: Operation = { op: 'append', session: SESSION, record: { turn: 1 } };
  const isNative = claims.patch === 'native' || !capabilities.fields;
  const write = isNative ? following(capabilities) : append;
  const kind = 'together';
  return [
    ...(isNative || capabilities.records
      ? [{ kind, operations: [make, write], others: [remove], needs: ['delete'] } as const]
      : []),
    ...(isNative ? [{ kind, operations: [other, create('left')], others: [create('right')], needs: ['create'] } as const] : []),
    {
      kind,
      operations: [make, { op: 'rewrite', session: SESSION, records: [{ summary: 'short' }] }],
      others: [append],
      needs: ['rewrite', 'append'],
    },
    { kind, operations: [make, group('left')], others: [group('right')], needs: ['appendAll', 'append'] },
  ];
}
