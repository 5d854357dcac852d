import { randomBytes } from 'node:crypto';
import { Failure } from '../../../../contract/failure.ts';
import { postgres } from '../../proxy/protocols/postgres.ts';
import { hasTables } from '../has-tables.ts';
import { loginFailure } from '../login-failure.ts';
import { loginOfUrl } from '../login-of-url.ts';
import type { Service, ServiceOptions } from '../service.ts';
import { shownUrl } from '../shown-url.ts';
import { literal, PostgresClient, type PostgresLogin, quoted } from './client.ts';
import { contentOf } from './content.ts';

/** Tables, views, sequences and types that somebody made. */
const OBJECTS = `select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/** All that was made since the database was. */
const RESET = `do $reset$ declare name text; begin
  for name in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', name);
  end loop;
  create schema public;
  grant all on schema public to public;
  perform lo_unlink(oid) from pg_largeobject_metadata;
end $reset$`;

/**
 * A place of our own on a Postgres: a database, which is removed in the end.
 *
 * @throws {Failure} CW_SERVICE_UNREACHABLE, CW_SERVICE_LOGIN, CW_SERVICE_TLS, CW_SERVICE_HAS_TABLES, CW_SERVICE_RIGHTS.
 */
export async function postgresService(url: string, options: Omit<ServiceOptions, 'signal'>): Promise<Service> {
  const login = loginOf(url);
  const admin = await PostgresClient.connect(login).catch((error: unknown) => {
    throw loginFailure('postgres', url, error);
  });
  try {
    return await PostgresService.on(url, login, admin, options);
  } catch (error) {
    admin.end();
    throw error;
  }
}

class PostgresService implements Service {
  readonly name = 'postgres';
  readonly protocol = postgres;
  readonly target: { readonly host: string; readonly port: number };
  readonly version: string;
  readonly #url: string;
  readonly #login: PostgresLogin;
  #admin: PostgresClient;
  #place: PostgresClient | undefined;

  static async on(
    url: string,
    login: PostgresLogin,
    admin: PostgresClient,
    { mayHaveTables }: Omit<ServiceOptions, 'signal'>,
  ): Promise<Service> {
    const [[objects] = []] = await admin.query(OBJECTS);
    if (objects !== '0' && !mayHaveTables) throw hasTables(url, `${objects} tables, views or sequences`);
    const [[right] = []] = await admin.query('select rolcreatedb or rolsuper from pg_roles where rolname = current_user');
    if (right !== 't') throw noRight(url);
    const database = `cw_${process.pid}_${randomBytes(4).toString('hex')}`;
    await admin.query(`create database ${quoted(database)} template template0`);
    const [[version = ''] = []] = await admin.query('show server_version');
    return new PostgresService(url, { ...login, database }, admin, `PostgreSQL ${version?.split(' ')[0]}`);
  }

  private constructor(url: string, login: PostgresLogin, admin: PostgresClient, version: string) {
    this.#url = url;
    this.#login = login;
    this.#admin = admin;
    this.version = version;
    this.target = { host: login.host, port: login.port };
  }

  async reset(): Promise<void> {
    await (await this.#inPlace()).query(RESET);
  }

  urlAt(port: number): string {
    const url = new URL(this.#url);
    url.hostname = '127.0.0.1';
    url.port = `${port}`;
    url.pathname = `/${this.#login.database}`;
    url.searchParams.delete('host');
    url.searchParams.delete('sslmode');
    return url.href;
  }

  /** By the locks themselves: who has got one may still be shown as waiting for it, until it has run. */
  async hasBlocked(): Promise<boolean> {
    const admin = await this.#asAdmin();
    const waits = `select count(*) from pg_stat_activity where datname = ${literal(this.#login.database)} and cardinality(pg_blocking_pids(pid)) > 0`;
    const [[count] = []] = await admin.query(waits);
    return count !== '0';
  }

  async content(): Promise<string> {
    return contentOf(await this.#inPlace());
  }

  async end(): Promise<void> {
    this.#place?.end();
    const admin = await this.#asAdmin().catch(() => undefined);
    await admin?.query(`drop database if exists ${quoted(this.#login.database)} with (force)`).catch(() => {});
    admin?.end();
  }

  async #inPlace(): Promise<PostgresClient> {
    if (this.#place?.isOpen !== true) this.#place = await PostgresClient.connect(this.#login).catch((error) => this.#gone(error));
    return this.#place;
  }

  async #asAdmin(): Promise<PostgresClient> {
    if (!this.#admin.isOpen) this.#admin = await PostgresClient.connect(loginOf(this.#url)).catch((error) => this.#gone(error));
    return this.#admin;
  }

  #gone(error: unknown): never {
    throw loginFailure('postgres', this.#url, error);
  }
}

function loginOf(url: string): PostgresLogin {
  const login = loginOfUrl(url, { port: 5432, user: 'postgres' });
  return { ...login, database: login.database ?? login.user };
}

function noRight(url: string): Failure {
  return new Failure(
    'CW_SERVICE_RIGHTS',
    `The user of ${shownUrl(url)} may not create databases, and each run needs one of its own.`,
    {
      hint: 'ALTER ROLE ... CREATEDB, or leave --service out and install Postgres: a server of our own is started.',
    },
  );
}
