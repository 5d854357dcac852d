import type { Json } from '../../harness/contract/session-store.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { ClientOperation, Program } from '../../harness/model/program.ts';
import { text } from '../../harness/model/text.ts';
import type { Layout } from './levels.ts';
import type { ProgramContext } from './requirement.ts';

/** More than Node writes in one call. */
export const SEVERAL_CHUNKS_BYTES = 600 * 1024;

/** The session that clients race for, and one that is beside it. */
export const SESSION = 'a';
export const OTHER_SESSION = 'b';

/** The operations of one client, in short. */
export const patch = (...names: string[]): ClientOperation => ({
  op: 'patch',
  session: SESSION,
  fields: Object.fromEntries(names.map((name) => [name.replace(/\d+$/, ''), name])),
});
/** A whole state of the session: all fields that anybody writes, by one writer, and as long as no other's. */
export const wholeState = (writer: string, bytes: number): ClientOperation => ({
  op: 'patch',
  session: SESSION,
  fields: { x: `x${writer}`, y: `y${writer}`, body: text(`b${writer}`, bytes) },
});
export const append = (name: string, bytes?: number): ClientOperation => ({
  op: 'append',
  session: SESSION,
  record: { r: bytes === undefined ? name : text(name, bytes) },
});
/** A group of two records. */
export const appendAll = (name: string): ClientOperation => ({
  op: 'appendAll',
  session: SESSION,
  records: [{ call: name }, { result: name }],
});
export const rewrite = (...names: string[]): ClientOperation => ({
  op: 'rewrite',
  session: SESSION,
  records: names.map((name): Json => ({ r: name })),
});
export const read: ClientOperation = { op: 'read', session: SESSION };
export const touch: ClientOperation = { op: 'touch', session: SESSION };
export const remove: ClientOperation = { op: 'delete', session: SESSION };
export const open: ClientOperation = { op: 'open' };
export const consume: ClientOperation = { op: 'consume', session: SESSION };
export const create = (name: string, session = SESSION): ClientOperation => ({ op: 'create', session, fields: { made: name } });

/** What there is before the clients begin: the session, with something in it. */
export function existing({ methods, fields, records }: Capabilities, session = SESSION): Operation[] {
  const setup: Operation[] = [];
  if (methods.includes('create')) setup.push({ op: 'create', session, fields: { made: '0', x: 'x0' } });
  else if (fields) setup.push({ op: 'patch', session, fields: { made: '0', x: 'x0' } });
  if (records) setup.push({ op: 'append', session, record: { r: 's0' } });
  return setup;
}

/** A write of a client that touches nothing that other clients write: its own field, or a record. */
export function ownWrite({ fields }: Capabilities, name: string): ClientOperation {
  return fields ? patch(`${name}1`) : append(`${name}1`);
}

/** Clients of a layout, one an instance, the rest with the first; where a flush acknowledges each ends with one. */
export function programOf(
  { instances, onePid }: Layout,
  { setup, clients }: { setup: readonly Operation[]; clients: readonly (readonly ClientOperation[])[] },
  { claims }: Pick<ProgramContext, 'claims'>,
): Program {
  const flush: ClientOperation[] = claims.acknowledgedBy === 'flush' ? [{ op: 'flush' }] : [];
  return {
    setup: setup.length === 0 || claims.acknowledgedBy !== 'flush' ? setup : [...setup, { op: 'flush' }],
    instances,
    clients: clients.map((operations, index) => ({
      instance: Math.min(index, instances.length - 1),
      operations: [...operations, ...flush],
    })),
    ...(onePid === true ? { onePid } : {}),
  };
}

/** A patch is the store's own doing: its races are the store's. Appends always are. */
export function racesPatches({ claims, capabilities }: Pick<ProgramContext, 'claims' | 'capabilities'>): boolean {
  return capabilities.fields && claims.patch === 'native';
}
