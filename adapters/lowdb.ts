import path from 'node:path';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import type { Fields, SessionState, SessionStore } from '../harness/contract/session-store.ts';
import { definedFields } from './defined-fields.ts';

const LOWDB = new ProjectPackage('lowdb', '^7.0.0');

/**
 * lowdb 7: all sessions in the one JSON document that it keeps in memory and writes as a whole at every `update`. A patch is one such update.
 * Its README rules Node's cluster out, and each instance has a memory of its own: there is one.
 */
export default defineAdapter({
  name: 'lowdb',
  package: LOWDB.judged(),
  claims: { survives: 'process-kill', writers: 'one-instance' },
  open: async ({ dir }) => {
    // What JSONFilePreset does, without its look at NODE_ENV: under a test runner it would keep everything in memory.
    const { Low } = await LOWDB.import<LowdbModule>({ Low: ['read', 'update'] });
    const { JSONFile } = await LOWDB.import<LowdbNodeModule>({ JSONFile: [] }, '/node');
    const db = new Low<Sessions>(new JSONFile(path.join(dir, 'db.json')), { sessions: {} });
    await db.read();
    return new LowdbSessions(db);
  },
});

export interface Sessions {
  sessions: { [session: string]: Fields };
}

export interface Low<T> {
  data: T;
  read(): Promise<void>;
  update(change: (data: T) => unknown): Promise<void>;
}

interface LowdbModule {
  Low: new <T>(adapter: object, defaultData: T) => Low<T>;
}

interface LowdbNodeModule {
  JSONFile: new (filename: string) => object;
}

/** `db.data` is lowdb's interface, so copying what goes in and out is the caller's part: here, this class's. */
export class LowdbSessions implements SessionStore {
  readonly #db: Low<Sessions>;

  constructor(db: Low<Sessions>) {
    this.#db = db;
  }

  async create(session: string, fields: Fields): Promise<void> {
    if (this.#find(session) !== undefined) throw new Error(`Session ${JSON.stringify(session)} exists already`);
    await this.#db.update(({ sessions }) => define(sessions, session, structuredClone(definedFields(fields))));
  }

  async patch(session: string, fields: Fields): Promise<void> {
    const named = structuredClone(definedFields(fields));
    if (this.#find(session) === undefined) throw new Error(`There is no session ${JSON.stringify(session)}`);
    await this.#db.update(({ sessions }) => define(sessions, session, { ...sessions[session], ...named }));
  }

  read(session: string): SessionState | null {
    const fields = this.#find(session);
    return fields === undefined ? null : { fields: structuredClone(fields) };
  }

  list(): string[] {
    return Object.keys(this.#db.data.sessions);
  }

  async delete(session: string): Promise<void> {
    await this.#db.update(({ sessions }) => Reflect.deleteProperty(sessions, session));
  }

  #find(session: string): Fields | undefined {
    const { sessions } = this.#db.data;
    return Object.hasOwn(sessions, session) ? sessions[session] : undefined;
  }
}

/** Assigning to `__proto__` would not add a session. */
function define(sessions: Sessions['sessions'], session: string, fields: Fields): void {
  Object.defineProperty(sessions, session, { value: fields, enumerable: true, configurable: true, writable: true });
}
