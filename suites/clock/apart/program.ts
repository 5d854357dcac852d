import type { Fields, Json } from '../../../harness/contract/session-store.ts';
import type { Operation } from '../../../harness/model/operation.ts';
import type { Program } from '../../../harness/model/program.ts';
import { actorNames } from '../../../harness/schedule/turns.ts';
import type { StoreTraits } from '../../../harness/suite/subject.ts';
import { acknowledgesLater } from '../../acknowledgement.ts';

/** Somebody who calls one operation after the other in a process: 0 or 1. */
export interface ApartClient {
  readonly process: number;
  readonly operations: readonly Operation[];
}

/** What two processes do with one session, whose clocks may differ. Plain data. */
export interface ApartProgram {
  /** Run by the first process before the clients begin. */
  readonly setup: readonly Operation[];
  readonly clients: readonly ApartClient[];
  /** Each client begins when the one before is done. */
  readonly inTurns: boolean;
}

export const SESSION = 'alpha';

/** Programs that put a store to the test which several processes may write, the plainest first. */
export function apartPrograms(traits: StoreTraits): ApartProgram[] {
  const { capabilities, claims } = traits;
  const { fields, records, methods } = capabilities;
  const creates = methods.includes('create');
  const made: Operation[] = creates
    ? [{ op: 'create', session: SESSION, fields: fields ? { turn: 0 } : {} }]
    : [fields ? patch({ turn: 0 }) : append(0)];
  const setup = acknowledgesLater(claims) && methods.includes('flush') ? [...made, { op: 'flush' } as const] : made;
  const inTurns = [1, 2, 3, 4].flatMap((turn): ApartClient[] => {
    const operations = [...(fields ? [patch({ turn })] : []), ...(records ? [append(turn)] : [])];
    return operations.map((operation) => ({ process: turn % 2, operations: [operation] }));
  });
  // A caller who reads and writes back may lose what another one wrote meanwhile, whatever the clocks show.
  const patches = fields && claims.patch === 'native';
  const race = [0, 1].map((process): ApartClient => {
    const own = patches ? [patch({ [`own${process}`]: process })] : [];
    return { process, operations: [...own, ...(records ? [append(process + 1)] : [])] };
  });
  return [{ setup, clients: inTurns, inTurns: true }, ...(patches || records ? [{ setup, clients: race, inTurns: false }] : [])];
}

function patch(fields: Fields): Operation {
  return { op: 'patch', session: SESSION, fields };
}

function append(turn: number): Operation {
  return { op: 'append', session: SESSION, record: { turn } as Json };
}

/** The same as hosts run it. */
export function asProgram({ setup, clients }: Pick<ApartProgram, 'setup' | 'clients'>): Program {
  return {
    setup,
    instances: [0, 1].map((process) => ({ process, path: 'plain' })),
    clients: clients.map(({ process, operations }) => ({ instance: process, operations })),
  };
}

export function namesOf({ clients }: Pick<ApartProgram, 'clients'>): string[] {
  return actorNames({ clients: clients.length, deaths: 0, processes: 2 });
}
