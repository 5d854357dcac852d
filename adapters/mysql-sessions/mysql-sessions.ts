import type { Fields, Json, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';
import { isWellFormed } from '../is-well-formed.ts';
import { type MysqlConnection, type MysqlPool, mysqlPool } from './mysql2.ts';

/** No call waits longer for one answer of the server. */
const LONGEST_WAIT_MS = 5_000;

/** Ids as bytes: texts that differ in case alone are other ids. The fields and records are texts, which come back as they were. */
const SCHEMA = `create table if not exists sessions (
  id varbinary(768) primary key,
  fields longtext not null,
  records longtext not null,
  expires_at datetime(3)
) engine = innodb character set utf8mb4`;

const ALIVE = '(expires_at is null or expires_at > utc_timestamp(3))';

export interface MysqlSessionsOptions {
  readonly url: string;
  /** So long after its last write or touch a session is gone. */
  readonly ttlMs?: number;
}

/**
 * Sessions in a table of MySQL, one row each. What is passed in is copied before anything is waited for. What changes a session is one transaction that locks its row first: it happens or not, whatever becomes of the connection.
 * A call whose connection was lost rejects, and does not try again: whether it happened nobody can know.
 */
export class MysqlSessions implements SessionStore {
  readonly #pool: MysqlPool;
  readonly #ttlMs: number | undefined;

  static async open({ url, ttlMs }: MysqlSessionsOptions): Promise<SessionStore> {
    const sessions = new MysqlSessions(await mysqlPool({ uri: url, connectTimeout: LONGEST_WAIT_MS }), ttlMs);
    try {
      await sessions.#use((query) => query(SCHEMA));
      return sessions;
    } catch (error) {
      await sessions.close();
      throw error;
    }
  }

  private constructor(pool: MysqlPool, ttlMs: number | undefined) {
    this.#pool = pool;
    this.#ttlMs = ttlMs;
  }

  async create(session: string, fields: Fields): Promise<void> {
    const own = structuredClone(definedFields(fields));
    await this.#change(session, () => ({ fields: own, records: [] }));
  }

  async patch(session: string, fields: Fields): Promise<void> {
    const own = structuredClone(definedFields(fields));
    await this.#change(session, (state) => ({ ...state, fields: { ...state.fields, ...own } }));
  }

  async append(session: string, record: Json): Promise<void> {
    await this.appendAll(session, [record]);
  }

  async appendAll(session: string, records: Json[]): Promise<void> {
    const own = structuredClone(records);
    await this.#change(session, (state) => ({ ...state, records: [...state.records, ...own] }));
  }

  async rewrite(session: string, records: Json[]): Promise<void> {
    const own = structuredClone(records);
    await this.#change(session, (state) => ({ ...state, records: own }));
  }

  async touch(session: string): Promise<void> {
    const sql = `update sessions set expires_at = ${this.#expiry} where id = ? and ${ALIVE}`;
    await this.#use((query) => query(sql, [keyOf(session)]));
  }

  async delete(session: string): Promise<void> {
    await this.#use((query) => query('delete from sessions where id = ?', [keyOf(session)]));
  }

  async read(session: string): Promise<SessionState | null> {
    if (!isWellFormed(session)) return null;
    const sql = `select fields, records from sessions where id = ? and ${ALIVE}`;
    const [row] = await this.#use((query) => query(sql, [Buffer.from(session)]));
    return row === undefined ? null : stateOf(row);
  }

  async list(): Promise<string[]> {
    const rows = await this.#use((query) => query(`select id from sessions where ${ALIVE}`));
    return rows.map(({ id }) => String(id));
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** When a session that is written now is gone, in SQL. */
  get #expiry(): string {
    return this.#ttlMs === undefined ? 'null' : `utc_timestamp(3) + interval ${this.#ttlMs * 1000} microsecond`;
  }

  /** Changes a session, or makes it, with its row locked from the first statement on. */
  async #change(session: string, change: (state: State) => State): Promise<void> {
    const id = keyOf(session);
    await this.#use(async (query) => {
      await query('start transaction');
      await query("insert into sessions (id, fields, records) values (?, '{}', '[]') on duplicate key update id = id", [id]);
      const [row] = await query(`select fields, records, ${ALIVE} as alive from sessions where id = ? for update`, [id]);
      const { fields, records } = change(row !== undefined && row.alive === 1 ? stateOf(row) : { fields: {}, records: [] });
      const sql = `update sessions set fields = ?, records = ?, expires_at = ${this.#expiry} where id = ?`;
      await query(sql, [JSON.stringify(fields), JSON.stringify(records), id]);
      await query('commit');
    });
  }

  /** A connection that anything went wrong on is not used again: a transaction may be open on it, or an answer still come. */
  async #use<T>(task: (query: Query) => Promise<T>): Promise<T> {
    const connection = await this.#pool.getConnection();
    try {
      const result = await task((sql, values) => rowsOf(connection, sql, values));
      connection.release();
      return result;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }
}

/** @throws {TypeError} for half a character. */
function keyOf(session: string): Buffer {
  if (!isWellFormed(session)) throw new TypeError('the id is no text that UTF-8 can hold');
  return Buffer.from(session);
}

type Row = { readonly [column: string]: unknown };
type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

interface State {
  readonly fields: Fields;
  readonly records: readonly Json[];
}

async function rowsOf(connection: MysqlConnection, sql: string, values?: readonly unknown[]): Promise<readonly Row[]> {
  const [rows] = await connection.query({ sql, timeout: LONGEST_WAIT_MS }, values);
  return Array.isArray(rows) ? rows : [];
}

function stateOf({ fields, records }: Row): { fields: Fields; records: Json[] } {
  return { fields: JSON.parse(String(fields)), records: JSON.parse(String(records)) };
}
