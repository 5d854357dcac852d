import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../../contract/failure.ts';
import { MysqlClient } from './mysql/client.ts';
import { openService } from './open-service.ts';
import { isMysqlInstalled } from './own/own-mysql.ts';
import type { Service } from './service.ts';
import { serviceArgument } from './service-argument.ts';

const SECRET = 'hush-hush';

async function failureOf(work: Promise<unknown> | (() => unknown)): Promise<Failure> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(JSON.stringify([error.message, error.hint])).not.toContain(SECRET);
    return error;
  }
  throw new Error('it did not fail');
}

function given(url: string, mayHaveTables = false): Promise<Service> {
  return openService('mysql', { given: [{ name: 'mysql', url }], mayHaveTables });
}

function connectTo(url: string): Promise<MysqlClient> {
  const { port, username, password, pathname } = new URL(url);
  const database = pathname.length > 1 ? pathname.slice(1) : undefined;
  return MysqlClient.connect({ host: '127.0.0.1', port: Number(port), user: username, password, database });
}

describe.skipIf(!isMysqlInstalled())('a MySQL of our own', { timeout: 60_000 }, () => {
  let service: Service;
  let url: string;

  beforeAll(async () => {
    service = await openService('mysql', { given: [], mayHaveTables: false });
    url = service.urlAt(service.target.port);
  }, 60_000);
  afterAll(() => service.end());

  test('is there, forgets all at a reset, and keeps what was committed when it crashes', async () => {
    expect(service.version).toMatch(/^(MariaDB|MySQL) \d+\.\d+/);
    const client = await connectTo(url);
    await client.query('create table b (x varchar(9), y longtext)');
    await client.query("insert into b values ('b', null), ('a', 'é')");
    const content = 'b\n["a","é"]\n["b",null]';
    expect(await service.content()).toBe(content);
    await service.crash?.();
    expect(await service.content()).toBe(content);
    await service.reset();
    expect(await service.content()).toBe('');
  });

  test('tells who waits for a lock, and for how long at most, unless somebody is about to let go', async () => {
    await service.reset();
    const [holder, waiter] = [await connectTo(url), await connectTo(url)];
    await holder.query('create table t (id int primary key, x int)');
    await holder.query('insert into t values (1, 0)');
    const blocked = async (statement: string): Promise<number> => {
      expect(await service.hasBlocked(2)).toBe(false);
      const waits = waiter.query(statement);
      await expect.poll(() => service.hasBlocked(2)).toBe(true);
      const ms = await service.lockWaitMs?.();
      // One more is connected than there should be: it has hung up, and holds the lock perhaps.
      expect(await service.hasBlocked(1)).toBe(false);
      await holder.query('rollback');
      await holder.query('do release_all_locks()').catch(() => {});
      await waits;
      return ms ?? 0;
    };
    await holder.query('begin');
    await holder.query('update t set x = 1');
    expect(await blocked('update t set x = 2')).toBe(50_000);
    await holder.query('begin');
    await holder.query('select * from t');
    expect(await blocked('alter table t add y int')).toBe(86_400_000);
    await holder.query("do get_lock('one', 0)");
    expect(await blocked("select get_lock('one', 7)")).toBe(7_000);
    for (const client of [holder, waiter]) client.end();
  });

  test('that was given by URL needs the right password, an empty database and rights, and is left as it was', async () => {
    const { port } = service.target;
    const root = await connectTo(`mysql://root@127.0.0.1:${port}`);
    for (const one of ['theirs', 'empty']) await root.query(`create database ${one}`);
    await root.query('create table theirs.a (x int)');
    await root.query(`create user someone identified by '${SECRET}'`);
    const at = (database: string, password = `:${SECRET}`) => `mysql://someone${password}@127.0.0.1:${port}${database}`;
    expect(await failureOf(given(at('', '')))).toMatchObject({
      code: 'CW_SERVICE_LOGIN',
      hint: expect.stringContaining('user:password@'),
    });
    expect(await failureOf(given(at('', ':wrong')))).toMatchObject({ code: 'CW_SERVICE_LOGIN' });
    await root.query('grant select on theirs.* to someone');
    await root.query('grant select on empty.* to someone');
    expect(await failureOf(given(at('/theirs')))).toMatchObject({ code: 'CW_SERVICE_HAS_TABLES' });
    expect(await failureOf(given(at('')))).toMatchObject({ code: 'CW_SERVICE_HAS_TABLES' });
    expect(await failureOf(given(at('/empty')))).toMatchObject({ code: 'CW_SERVICE_RIGHTS' });
    await root.query('grant all on `cw\\_%`.* to someone');
    expect(await failureOf(given(at('/empty')))).toMatchObject({ code: 'CW_SERVICE_RIGHTS' });
    await root.query('grant process on *.* to someone');
    for (const place of [await given(at('/empty')), await given(at('/theirs'), true)]) {
      const client = await connectTo(place.urlAt(port));
      await client.query('create table ours (x int)');
      client.end();
      await place.reset();
      await place.end();
    }
    expect(await root.query("select table_schema from information_schema.tables where table_name in ('a', 'ours')")).toEqual([
      ['theirs'],
    ]);
    const places = await root.query("select schema_name from information_schema.schemata where schema_name like 'cw%'");
    expect(places).toEqual([[new URL(url).pathname.slice(1)]]);
    root.end();
  });

  test('ends when whoever has started it is killed, and nothing is left', async () => {
    const module = new URL('../../../../dist/harness/host/server/services/own/own-mysql.js', import.meta.url).href;
    const program = `const { ownMysql } = await import(${JSON.stringify(module)});
      const service = await ownMysql();
      process.stdout.write(String(service.target.port));
      setInterval(() => {}, 1e6);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [told] = await once(parent.stdout, 'data');
    const client = await connectTo(`mysql://root@127.0.0.1:${String(told)}`);
    const [[data = ''] = []] = await client.query('select @@datadir');
    expect(existsSync(data ?? '')).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => existsSync(data ?? ''), { timeout: 20_000 }).toBe(false);
    await expect(connectTo(`mysql://root@127.0.0.1:${String(told)}`)).rejects.toThrow();
  });
});

test.each([
  [`mysql=postgres://:${SECRET}@127.0.0.1`, 'CW_SERVICE_ARGUMENT'],
  [`mysql=mysql://me:${SECRET}@h/d?ssl-mode=REQUIRED`, 'CW_SERVICE_TLS'],
  [`mysql=mariadb://me:${SECRET}@h/d?ssl=true`, 'CW_SERVICE_TLS'],
])('--service %s is refused', async (text, code) => {
  expect((await failureOf(() => serviceArgument(text))).code).toBe(code);
});

test('a URL of MariaDB is one of MySQL', () => {
  expect(serviceArgument('mysql=mariadb://me@h/d?ssl=false')).toEqual({ name: 'mysql', url: 'mariadb://me@h/d?ssl=false' });
});
