import type { AppendOptions, Fields, Json, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { isWellFormed } from '../is-well-formed.ts';
import { type PgPool, type PgPoolOptions, pgPool } from './pg.ts';

/** No call waits longer for the server, or for a connection. */
const LONGEST_WAIT_MS = 5_000;
/** Any number, as long as nobody else locks by it: who makes the table holds it. */
const SCHEMA_LOCK = 4_706_153;

const SCHEMA = `begin;
  select pg_advisory_xact_lock(${SCHEMA_LOCK});
  create table if not exists sessions (
    id text primary key,
    fields jsonb not null default '{}',
    records jsonb not null default '[]',
    expires_at timestamptz,
    lease bigint not null default 0,
    leased_until timestamptz
  );
  create table if not exists appended (session text, key text, primary key (session, key));
commit`;

export interface PostgresSessionsOptions {
  readonly url: string;
  /** So long after its last write or touch a session is gone. */
  readonly ttlMs?: number;
}

/**
 * Sessions in a table of Postgres, one row each. Every operation is one statement, and with that one transaction: it happens or not, whatever becomes of the
 * connection. A call whose connection was lost rejects, and does not try again: whether it happened nobody can know.
 */
export class PostgresSessions implements SessionStore {
  protected readonly pool: PgPool;
  protected readonly ttlMs: number | undefined;

  static async open(options: PostgresSessionsOptions): Promise<SessionStore> {
    return new PostgresSessions(await PostgresSessions.prepare(options), options.ttlMs);
  }

  /** A pool on a database that has the table. */
  protected static async prepare({ url }: PostgresSessionsOptions, own: Partial<PgPoolOptions> = {}): Promise<PgPool> {
    const pool = await pgPool({
      connectionString: url,
      connectionTimeoutMillis: LONGEST_WAIT_MS,
      query_timeout: LONGEST_WAIT_MS,
      ...own,
    });
    // A connection that is lost while it stands idle is told here, and is no error of anybody's: without a listener the process would end.
    pool.on('error', () => {});
    try {
      await pool.query(SCHEMA);
      return pool;
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  protected constructor(pool: PgPool, ttlMs?: number) {
    this.pool = pool;
    this.ttlMs = ttlMs;
  }

  async create(session: string, fields: Fields): Promise<void> {
    await this.write(session, {
      fields,
      change: 'fields = excluded.fields, records = excluded.records',
    });
  }

  async patch(session: string, fields: Fields): Promise<void> {
    await this.write(session, { fields, change: `fields = ${KEPT('fields')} || excluded.fields, records = ${KEPT('records')}` });
  }

  async append(session: string, record: Json, { idempotencyKey, lease }: AppendOptions = {}): Promise<void> {
    if (lease !== undefined) await this.appendWithLease(session, record, lease);
    else if (idempotencyKey !== undefined) await this.appendOnce(session, record, idempotencyKey);
    else await this.appendAll(session, [record]);
  }

  /** Who takes a lease takes the next number: what is written with an earlier one is refused. */
  async acquire(session: string, forMs: number): Promise<Json> {
    const { rows } = await this.pool.query(
      `update sessions set lease = lease + 1, leased_until = clock_timestamp() + $2 * interval '1 millisecond'
       where id = $1 and (leased_until is null or leased_until < clock_timestamp()) returning lease`,
      [session, forMs],
    );
    return rows[0] === undefined ? null : String(rows[0].lease);
  }

  protected async appendWithLease(session: string, record: Json, lease: Json): Promise<void> {
    const { rowCount } = await this.pool.query(
      `update sessions set records = ${KEPT('records')} || $2::jsonb, expires_at = ${this.expiry} where id = $1 and lease = $3`,
      [session, JSON.stringify([record]), lease],
    );
    if (rowCount === 0) throw new Error('the lease has gone to somebody else');
  }

  /** The key is written with the record: one that is there already was. */
  protected async appendOnce(session: string, record: Json, key: string): Promise<void> {
    await this.pool.query(
      `with first as (insert into appended values ($1, $3) on conflict do nothing returning key)
       insert into sessions (id, records, expires_at) select $1, $2::jsonb, ${this.expiry} from first
       on conflict (id) do update set fields = ${KEPT('fields')}, records = ${KEPT('records')} || excluded.records, expires_at = excluded.expires_at`,
      [session, JSON.stringify([record]), key],
    );
  }

  async appendAll(session: string, records: Json[]): Promise<void> {
    await this.write(session, {
      records,
      change: `fields = ${KEPT('fields')}, records = ${KEPT('records')} || excluded.records`,
    });
  }

  async rewrite(session: string, records: Json[]): Promise<void> {
    await this.write(session, { records, change: `fields = ${KEPT('fields')}, records = excluded.records` });
  }

  async touch(session: string): Promise<void> {
    await this.pool.query(`update sessions set expires_at = ${this.expiry} where id = $1 and ${ALIVE}`, [session]);
  }

  async delete(session: string): Promise<void> {
    await this.pool.query('delete from sessions where id = $1', [session]);
  }

  async read(session: string): Promise<SessionState | null> {
    if (!isWellFormed(session)) return null;
    const { rows } = await this.pool.query(`select fields, records from sessions where id = $1 and ${ALIVE}`, [session]);
    return (rows[0] as SessionState | undefined) ?? null;
  }

  async list(): Promise<string[]> {
    const { rows } = await this.pool.query(`select id from sessions where ${ALIVE}`);
    return rows.map(({ id }) => String(id));
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** When a session that is written now is gone, in SQL. */
  protected get expiry(): string {
    return this.ttlMs === undefined ? 'null' : `now() + interval '${this.ttlMs} milliseconds'`;
  }

  /** One statement that makes the session or changes it. */
  protected async write(session: string, { fields = {}, records = [], change }: Change): Promise<void> {
    if (!isWellFormed(session)) throw new TypeError('the id is no text that UTF-8 can hold');
    await this.pool.query(
      `insert into sessions (id, fields, records, expires_at) values ($1, $2, $3, ${this.expiry})
       on conflict (id) do update set ${change}, expires_at = excluded.expires_at`,
      [session, JSON.stringify(fields), JSON.stringify(records)],
    );
  }
}

export interface Change {
  readonly fields?: Fields;
  readonly records?: readonly Json[];
  /** What becomes of a session that is there, in SQL. */
  readonly change: string;
}

const ALIVE = '(expires_at is null or expires_at > now())';

/** What there is of a column of a session, which is nothing once it has expired. */
export const KEPT = (column: 'fields' | 'records'): string =>
  `case when sessions.expires_at is null or sessions.expires_at > now() then sessions.${column} else '${column === 'fields' ? '{}' : '[]'}' end`;
