import type { Fields, Json, SessionStore, ShownState, View } from '../../contract/session-store.ts';
import type { StdioClient } from './stdio-client.ts';
import { decodeValue, encodeValue } from './wire-values.ts';

/** A store that is open in a program, under the name of its instance. Every method is one request. */
export function storeOver(client: StdioClient, instance: string): SessionStore {
  const { methods, views } = client.facts;
  const ask = async (op: string, fields: object = {}): Promise<unknown> =>
    decoded(await client.request(op, { instance, ...fields }), client);
  // What is passed in is the caller's again when the method has returned: it is encoded before.
  const all: Required<Omit<SessionStore, 'views' | 'acquire'>> = {
    create: (session: string, fields: Fields) => ask('create', { session, fields: encodeValue(fields) }),
    patch: (session: string, fields: Fields) => ask('patch', { session, fields: encodeValue(fields) }),
    append: (session: string, record: Json) => ask('append', { session, record: encodeValue(record) }),
    appendAll: (session: string, records: Json[]) => ask('appendAll', { session, records: encodeValue(records) }),
    rewrite: (session: string, records: Json[]) => ask('rewrite', { session, records: encodeValue(records) }),
    // What it is is looked at where it is read.
    read: (session: string) => ask('read', { session }) as Promise<ShownState | null>,
    list: () => ask('list') as Promise<readonly string[]>,
    touch: (session: string) => ask('touch', { session }),
    delete: (session: string) => ask('delete', { session }),
    consume: (session: string) => ask('consume', { session }) as Promise<boolean>,
    fork: (session: string, at: number, id: string) => ask('fork', { session, at, as: id }),
    flush: () => ask('flush'),
    close: () => ask('close'),
  };
  const has = Object.fromEntries(['read' as const, ...methods].map((method) => [method, all[method]]));
  const store: SessionStore = { read: all.read, ...has };
  if (views.length === 0) return store;
  const look =
    (view: string): View =>
    (session) =>
      ask('view', { view, session }) as Promise<ShownState | null>;
  return { ...store, views: Object.fromEntries(views.map((view) => [view, look(view)])) };
}

/** @throws {Failure} CW_STDIO_ANSWER for an escape that there is not. */
function decoded(ok: unknown, client: StdioClient): unknown {
  try {
    return decodeValue(ok);
  } catch (error) {
    throw client.refuse(error instanceof Error ? error.message : String(error));
  }
}
