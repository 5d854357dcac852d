import { randomBytes } from 'node:crypto';
import { Failure } from '../../../../contract/failure.ts';
import { mysql } from '../../proxy/protocols/mysql.ts';
import { hasTables } from '../has-tables.ts';
import { loginFailure } from '../login-failure.ts';
import { loginOfUrl } from '../login-of-url.ts';
import type { Service, ServiceOptions } from '../service.ts';
import { shownUrl } from '../shown-url.ts';
import { MysqlClient, MysqlError, type MysqlLogin, quotedName, quotedText } from './client.ts';
import { lockLimits, waitsIn } from './waits.ts';

const SYSTEM = "('information_schema', 'mysql', 'performance_schema', 'sys')";
/** Errors of who may not do what was asked: on a database, on a table, and at all. */
const NO_RIGHT = [1044, 1142, 1227, 1370];

/**
 * A place of our own on a MySQL or MariaDB: a database, which is removed in the end.
 *
 * @throws {Failure} CW_SERVICE_UNREACHABLE, CW_SERVICE_LOGIN, CW_SERVICE_TLS, CW_SERVICE_HAS_TABLES, CW_SERVICE_RIGHTS.
 */
export async function mysqlService(url: string, options: Omit<ServiceOptions, 'signal'>): Promise<Service> {
  const login = loginOf(url);
  const admin = await MysqlClient.connect(login).catch((error: unknown) => {
    throw loginFailure('mysql', url, error);
  });
  try {
    return await MysqlService.on(url, login, admin, options);
  } catch (error) {
    admin.end();
    throw error instanceof MysqlError && NO_RIGHT.includes(error.number) ? noRight(url) : error;
  }
}

class MysqlService implements Service {
  readonly name = 'mysql';
  readonly protocol = mysql;
  readonly target: { readonly host: string; readonly port: number };
  readonly version: string;
  readonly #url: string;
  readonly #login: MysqlLogin;
  readonly #database: string;
  #admin: MysqlClient;

  static async on(
    url: string,
    login: MysqlLogin,
    admin: MysqlClient,
    { mayHaveTables }: Omit<ServiceOptions, 'signal'>,
  ): Promise<Service> {
    const where = login.database === undefined ? `not in ${SYSTEM}` : `= ${quotedText(login.database)}`;
    const [[tables] = []] = await admin.query(`select count(*) from information_schema.tables where table_schema ${where}`);
    if (tables !== '0' && !mayHaveTables) throw hasTables(url, `${tables} tables or views`);
    const database = `cw_${process.pid}_${randomBytes(4).toString('hex')}`;
    const service = new MysqlService(url, login, { admin, database });
    await admin.query(`create database ${service.#quoted} character set utf8mb4`);
    try {
      await service.hasBlocked(0);
    } catch (error) {
      await admin.query(`drop database ${service.#quoted}`);
      throw error;
    }
    return service;
  }

  private constructor(url: string, login: MysqlLogin, { admin, database }: { admin: MysqlClient; database: string }) {
    this.#url = url;
    this.#login = login;
    this.#admin = admin;
    this.#database = database;
    this.version = admin.version;
    this.target = { host: login.host, port: login.port };
  }

  async reset(): Promise<void> {
    const admin = await this.#connected();
    // Who has hung up may still hold what it had locked.
    const left = await admin.query(`select id from information_schema.processlist where db = ${quotedText(this.#database)}`);
    for (const [id] of left) await admin.query(`kill ${id}`).catch(() => {});
    await admin.query(`drop database if exists ${this.#quoted}`);
    await admin.query(`create database ${this.#quoted} character set utf8mb4`);
  }

  urlAt(port: number): string {
    const url = new URL(this.#url.replace(/^mariadb:/, 'mysql:'));
    url.hostname = '127.0.0.1';
    url.port = `${port}`;
    url.pathname = `/${this.#database}`;
    if (url.username === '') url.username = this.#login.user;
    for (const option of ['ssl', 'sslmode', 'ssl-mode']) url.searchParams.delete(option);
    return url.href;
  }

  /** Nobody is, as long as some client is about to end: the server closes the connection first, and lets go of the locks then. */
  async hasBlocked(clients: number): Promise<boolean> {
    const waits = await this.#waits();
    return waits.clients <= clients && waits.endAfterMs.length > 0;
  }

  async lockWaitMs(): Promise<number> {
    return Math.max(0, ...(await this.#waits()).endAfterMs);
  }

  async content(): Promise<string> {
    const admin = await this.#connected();
    const tables = await admin.query(
      `select table_name from information_schema.tables where table_schema = ${quotedText(this.#database)} and table_type = 'BASE TABLE' order by table_name`,
    );
    const parts: string[] = [];
    for (const [table] of tables) {
      const rows = await admin.query(`select * from ${this.#quoted}.${quotedName(table ?? '')}`);
      parts.push(table ?? '', ...rows.map((row) => JSON.stringify(row)).sort());
    }
    return parts.join('\n');
  }

  async end(): Promise<void> {
    const admin = await this.#connected().catch(() => undefined);
    await admin?.query(`drop database if exists ${this.#quoted}`).catch(() => {});
    admin?.end();
  }

  get #quoted(): string {
    return quotedName(this.#database);
  }

  async #waits() {
    const admin = await this.#connected();
    return waitsIn(admin, this.#database, await lockLimits(admin));
  }

  async #connected(): Promise<MysqlClient> {
    if (!this.#admin.isOpen) {
      this.#admin = await MysqlClient.connect(this.#login).catch((error: unknown) => {
        throw loginFailure('mysql', this.#url, error);
      });
    }
    return this.#admin;
  }
}

function loginOf(url: string): MysqlLogin {
  return loginOfUrl(url, { port: 3306, user: 'root' });
}

function noRight(url: string): Failure {
  return new Failure(
    'CW_SERVICE_RIGHTS',
    `The user of ${shownUrl(url)} may not create databases or see who waits for whom, and each run needs both.`,
    {
      hint: 'GRANT PROCESS ON *.* and GRANT ALL ON `cw\\_%`.* to it, or leave --service out and install MariaDB: a server of our own is started.',
    },
  );
}
