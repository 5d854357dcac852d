import type { Fields, Json } from '../../../harness/contract/session-store.ts';
import type { Operation } from '../../../harness/model/operation.ts';
import type { Program } from '../../../harness/model/program.ts';
import { actorNames } from '../../../harness/schedule/turns.ts';
import type { StoreTraits } from '../../../harness/suite/subject.ts';
import { acknowledgesLater } from '../../acknowledgement.ts';

/** What is unusual about the clocks: that of the second process is ahead, or no time passes for anybody, nor for the times of files. */
export type UnusualClock = { readonly aheadMs: number } | 'still';

/** Somebody who calls one operation after the other in a process, or an instance: 0 or 1. */
export interface ApartClient {
  readonly process: number;
  readonly operations: readonly Operation[];
}

/** What two processes, or two instances in one, do with one session. Plain data. */
export interface ApartProgram {
  /** Run by the first process before the clients begin. */
  readonly setup: readonly Operation[];
  readonly clients: readonly ApartClient[];
  /** Each client begins when the one before is done. */
  readonly inTurns: boolean;
  /** Both instances are in one process. */
  readonly inOneProcess: boolean;
}

export const SESSION = 'alpha';

/** Programs that put a store to the test which several processes may write, the plainest first. */
export function apartPrograms(traits: StoreTraits): ApartProgram[] {
  const { capabilities, claims } = traits;
  const setup = setupOf(traits);
  // A caller who reads and writes back may lose what another one wrote meanwhile, whatever the clocks show.
  const patches = capabilities.fields && claims.patch === 'native';
  const race = [0, 1].map((process): ApartClient => {
    const own = patches ? [patch({ [`own${process}`]: process })] : [];
    return { process, operations: [...own, ...(capabilities.records ? [append(process + 1)] : [])] };
  });
  const clients = inTurns([1, 0, 1, 0], traits);
  return [
    { setup, clients, inTurns: true, inOneProcess: false },
    ...(patches || capabilities.records ? [{ setup, clients: race, inTurns: false, inOneProcess: false }] : []),
  ];
}

/** One after the other, now and then twice in a row: what the other one has written twice is missed by as much. */
export function stillPrograms(traits: StoreTraits): ApartProgram[] {
  const program = { setup: setupOf(traits), clients: inTurns([1, 1, 0, 1, 0, 0, 1], traits), inTurns: true };
  switch (traits.claims.writers) {
    case 'one-instance':
      return [];
    case 'many-instances':
      return [{ ...program, inOneProcess: true }];
    case 'many-processes':
      return [
        { ...program, inOneProcess: true },
        { ...program, inOneProcess: false },
      ];
  }
}

function setupOf({ capabilities: { fields, methods }, claims }: StoreTraits): Operation[] {
  const made: Operation[] = methods.includes('create')
    ? [{ op: 'create', session: SESSION, fields: fields ? { turn: 0 } : {} }]
    : [fields ? patch({ turn: 0 }) : append(0)];
  return acknowledgesLater(claims) && methods.includes('flush') ? [...made, { op: 'flush' }] : made;
}

/** Every write that the store has, each by a client of its own. */
function inTurns(processes: readonly number[], { capabilities: { fields, records } }: StoreTraits): ApartClient[] {
  return processes.flatMap((process, index): ApartClient[] => {
    const turn = index + 1;
    const operations = [...(fields ? [patch({ turn })] : []), ...(records ? [append(turn)] : [])];
    return operations.map((operation) => ({ process, operations: [operation] }));
  });
}

function patch(fields: Fields): Operation {
  return { op: 'patch', session: SESSION, fields };
}

function append(turn: number): Operation {
  return { op: 'append', session: SESSION, record: { turn } as Json };
}

/** The same as hosts run it. */
export function asProgram({ setup, clients, inOneProcess }: ApartProgram): Program {
  return {
    setup,
    instances: [0, 1].map((process) => ({ process: inOneProcess ? 0 : process, path: 'plain' })),
    clients: clients.map(({ process, operations }) => ({ instance: process, operations })),
  };
}

export function namesOf({ clients, inOneProcess }: Pick<ApartProgram, 'clients' | 'inOneProcess'>): string[] {
  return actorNames({ clients: clients.length, deaths: 0, processes: inOneProcess ? 1 : 2 });
}

/** Of those who write, for people: `process`, `instance`. */
export function whoseOf({ inOneProcess }: Pick<ApartProgram, 'inOneProcess'>): string {
  return inOneProcess ? 'instance' : 'process';
}
