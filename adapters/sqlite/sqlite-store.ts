import path from 'node:path';
import type { Fields, Json, SessionState } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';
import { exactJson } from '../durable-files/exact-json.ts';
import { openDatabase, type SqliteDatabase, type SqliteStatement } from './open-database.ts';
import { inTransaction, prepareDatabase } from './prepare-database.ts';
import { whenFree } from './when-free.ts';

const STATEMENTS = {
  insert: 'INSERT INTO sessions (id, fields, used_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  fields: 'SELECT fields FROM sessions WHERE id = ?',
  update: 'UPDATE sessions SET fields = ?, used_ms = ? WHERE id = ?',
  use: 'UPDATE sessions SET used_ms = ? WHERE id = ?',
  remove: 'DELETE FROM sessions WHERE id = ?',
  ids: 'SELECT id FROM sessions',
  add: 'INSERT INTO records (session, record) VALUES (?, ?)',
  clear: 'DELETE FROM records WHERE session = ?',
  records: 'SELECT record FROM records WHERE session = ? ORDER BY n',
} as const;

type Statements = { readonly [K in keyof typeof STATEMENTS]: SqliteStatement };

/**
 * Sessions in a SQLite database that any number of processes may have open.
 *
 * - Each operation is one transaction, which takes its turn among those of all processes and then runs in one go.
 * - A write that was acknowledged survives power loss: see `prepareDatabase`.
 * - Readers wait for nobody, and see what was committed last.
 */
export class SqliteStore {
  readonly #database: SqliteDatabase;
  readonly #statements: Statements;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  private constructor(database: SqliteDatabase) {
    this.#database = database;
    const prepared = Object.entries(STATEMENTS).map(([name, sql]) => [name, database.prepare(sql)] as const);
    this.#statements = Object.fromEntries(prepared) as Statements;
  }

  /** @param directory an existing directory; the database is `sessions.db` in it. */
  static async open(directory: string): Promise<SqliteStore> {
    const database = await openDatabase(path.join(directory, 'sessions.db'));
    try {
      return await whenFree(() => {
        prepareDatabase(database);
        return new SqliteStore(database);
      });
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Creates a session; rejects if there is one of this id. */
  async create(session: string, fields: Fields): Promise<void> {
    const created = exactJson(definedFields(fields));
    await this.#write(({ insert }) => {
      const { changes } = insert.run(keyOf(session), created, Date.now());
      if (Number(changes) === 0) throw new Error(`Session ${nameOf(session)} exists already`);
    });
  }

  /** Sets the named fields and leaves the others; `undefined` names nothing. Rejects if there is no such session. */
  async patch(session: string, fields: Fields): Promise<void> {
    // Copied before anything else happens: the caller may change it while the write waits.
    const named = JSON.parse(exactJson(definedFields(fields))) as Fields;
    await this.#write((statements) => {
      const before = existingFields(statements, session);
      // Spreading defines properties rather than assigning them, so that a field called `__proto__` is a field.
      statements.update.run(exactJson({ ...before, ...named }), Date.now(), keyOf(session));
    });
  }

  /** Adds a record at the end. Rejects if there is no such session. */
  async append(session: string, record: Json): Promise<void> {
    const added = exactJson(record);
    await this.#write((statements) => {
      markUsed(statements, session);
      statements.add.run(keyOf(session), added);
    });
  }

  /** Replaces all records. Rejects if there is no such session. */
  async rewrite(session: string, records: Json[]): Promise<void> {
    const replacing = records.map(exactJson);
    await this.#write((statements) => {
      markUsed(statements, session);
      statements.clear.run(keyOf(session));
      for (const record of replacing) statements.add.run(keyOf(session), record);
    });
  }

  /** The session's fields and records; `null` only if there is no such session. */
  read(session: string): Promise<SessionState | null> {
    return this.#do('DEFERRED', ({ fields, records }) => {
      const found = fields.get(keyOf(session));
      if (found === undefined) return null;
      const lines = records.all(keyOf(session)).map((row) => JSON.parse(textOf(row, 'record')) as Json);
      return { fields: JSON.parse(textOf(found, 'fields')) as Fields, records: lines };
    });
  }

  /** The ids of all sessions. */
  list(): Promise<string[]> {
    return this.#do('DEFERRED', ({ ids }) => ids.all().map((row) => JSON.parse(textOf(row, 'id')) as string));
  }

  /** Marks the session as used now. Rejects if there is no such session. */
  async touch(session: string): Promise<void> {
    await this.#write((statements) => markUsed(statements, session));
  }

  /** Removes the session, if it is there. */
  async delete(session: string): Promise<void> {
    await this.consume(session);
  }

  /** Removes the session; `true` for the one caller who did. */
  consume(session: string): Promise<boolean> {
    return this.#write(({ remove }) => Number(remove.run(keyOf(session)).changes) > 0);
  }

  /** Waits for what was started; later operations are refused. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#running);
    this.#database.close();
  }

  #write<T>(task: (statements: Statements) => T): Promise<T> {
    return this.#do('IMMEDIATE', task);
  }

  #do<T>(kind: 'IMMEDIATE' | 'DEFERRED', task: (statements: Statements) => T): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('The store is closed'));
    const running = whenFree(() => inTransaction(this.#database, kind, () => task(this.#statements)));
    const forget = (): unknown => this.#running.delete(running);
    this.#running.add(running);
    running.then(forget, forget);
    return running;
  }
}

function existingFields({ fields }: Statements, session: string): Fields {
  const found = fields.get(keyOf(session));
  if (found === undefined) unknownSession(session);
  return JSON.parse(textOf(found, 'fields')) as Fields;
}

function markUsed({ use }: Statements, session: string): void {
  if (Number(use.run(Date.now(), keyOf(session)).changes) === 0) unknownSession(session);
}

/** As JSON: SQLite keeps text as UTF-8, in which two different ids with lone surrogates would become one. */
function keyOf(session: string): string {
  return JSON.stringify(session);
}

function textOf(row: unknown, column: string): string {
  const value = typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
  if (typeof value !== 'string') throw new Error(`The database has no text in the column ${column}`);
  return value;
}

function nameOf(session: string): string {
  return JSON.stringify(session);
}

function unknownSession(session: string): never {
  throw new Error(`There is no session ${nameOf(session)}`);
}
