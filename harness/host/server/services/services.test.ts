import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../contract/failure.ts';
import { missingService, openService } from './open-service.ts';
import { findProgram } from './own/find-program.ts';
import { freePort } from './own/own-server.ts';
import { PostgresClient } from './postgres/client.ts';
import { protectedPostgres } from './protected-postgres.test-data.ts';
import { protectedRedis } from './protected-redis.test-data.ts';
import { RedisClient } from './redis/client.ts';
import type { OfferedService } from './service.ts';
import { serviceArgument } from './service-argument.ts';

const hasPostgres = findProgram('initdb') !== undefined;
const hasRedis = findProgram('redis-server') !== undefined;
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

function given(name: OfferedService, url: string, mayHaveTables = false) {
  return openService(name, { given: [{ name, url }], mayHaveTables });
}

async function ask(url: string, sql: string): Promise<(string | null)[][]> {
  const { port, username, pathname } = new URL(url);
  const login = { host: '127.0.0.1', port: Number(port), user: username, password: SECRET, database: pathname.slice(1) };
  const client = await PostgresClient.connect(login);
  return client.query(sql).finally(() => client.end());
}

describe.skipIf(!hasPostgres)('a Postgres of our own', () => {
  test('is there, forgets all at a reset, keeps what was committed when it crashes, and goes away', async () => {
    const service = await openService('postgres', { given: [], mayHaveTables: false });
    expect(service.version).toMatch(/^PostgreSQL \d+/);
    const url = service.urlAt(service.target.port);
    await ask(url, 'create schema more; create table more.a (x text); create table b (y int); insert into b values (1), (2)');
    expect(await service.content()).toBe('more.a\npublic.b\n(1)\n(2)');
    await service.crash?.();
    expect(await service.content()).toBe('more.a\npublic.b\n(1)\n(2)');
    expect(await service.hasBlocked(1)).toBe(false);
    await service.reset();
    expect(await service.content()).toBe('');
    await service.end();
    await expect(ask(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('a commit that does not wait is lost when it crashes, with what was flushed before it kept', async () => {
    const service = await openService('postgres', { given: [], mayHaveTables: false });
    const url = service.urlAt(service.target.port);
    await ask(url, 'create table b (y int)');
    await ask(url, 'insert into b values (1)');
    await ask(url, 'set synchronous_commit = off; insert into b values (2)');
    await service.crash?.();
    expect(await service.content()).toBe('public.b\n(1)');
    await service.end();
  });

  test('that was given by URL needs the right password and an empty database, and is left as it was', async () => {
    const { url, end } = await protectedPostgres(SECRET);
    expect(await failureOf(given('postgres', url.replace(`:${SECRET}`, '')))).toMatchObject({ code: 'CW_SERVICE_LOGIN' });
    expect(await failureOf(given('postgres', url.replace(SECRET, 'wrong')))).toMatchObject({ code: 'CW_SERVICE_LOGIN' });
    await ask(url, 'create table theirs (x text)');
    const refused = await failureOf(given('postgres', url));
    expect(refused).toMatchObject({ code: 'CW_SERVICE_HAS_TABLES', hint: expect.stringContaining('--service-may-have-tables') });
    const service = await given('postgres', url, true);
    await ask(service.urlAt(service.target.port), 'create table ours (x text)');
    await service.reset();
    await service.end();
    expect(await ask(url, "select relname from pg_class where relname in ('theirs', 'ours')")).toEqual([['theirs']]);
    expect(await ask(url, "select datname from pg_database where datname like 'cw%'")).toEqual([]);
    await ask(url, 'create role poor login');
    const poor = await failureOf(given('postgres', url.replace(/\/\/.*@/, `//poor:${SECRET}@`), true));
    expect(poor.code).toBe('CW_SERVICE_LOGIN');
    await ask(url, `alter role poor password '${SECRET}'`);
    expect((await failureOf(given('postgres', url.replace(/\/\/.*@/, `//poor:${SECRET}@`), true))).code).toBe(
      'CW_SERVICE_RIGHTS',
    );
    await end();
  });
});

describe.skipIf(!hasRedis)('a Redis of our own', () => {
  test('is there, keeps what was acknowledged when it crashes, forgets all at a reset, and goes away', async () => {
    const service = await openService('redis', { given: [], mayHaveTables: false });
    const { port } = service.target;
    const client = await RedisClient.connect({ host: '127.0.0.1', port, user: undefined, password: undefined, database: 0 });
    await client.command('HSET', 'h', 'b', '2', 'a', '1');
    await client.command('RPUSH', 'l', 'x', 'y');
    const content = 'h\n[["a","1"],["b","2"]]\nl\n["x","y"]';
    expect(await service.content()).toBe(content);
    await service.crash?.();
    expect(await service.content()).toBe(content);
    await service.reset();
    expect(await service.content()).toBe('');
    await service.end();
    await expect(
      RedisClient.connect({ host: '127.0.0.1', port, user: undefined, password: undefined, database: 0 }),
    ).rejects.toThrow();
  });

  test('that was given by URL needs the right password and an empty database; beside a full one another is taken', async () => {
    const server = await protectedRedis(SECRET);
    const { port, url } = server;
    expect(await failureOf(given('redis', `redis://127.0.0.1:${port}`))).toMatchObject({ code: 'CW_SERVICE_LOGIN' });
    expect(await failureOf(given('redis', url.replace(SECRET, 'wrong')))).toMatchObject({ code: 'CW_SERVICE_LOGIN' });
    const theirs = await server.connect(0);
    await theirs.command('SET', 'theirs', '1');
    expect(await failureOf(given('redis', url))).toMatchObject({ code: 'CW_SERVICE_HAS_TABLES' });
    const service = await given('redis', url, true);
    expect(new URL(service.urlAt(1)).pathname).toBe('/1');
    await service.reset();
    await service.end();
    expect(await theirs.command('GET', 'theirs')).toEqual(['1']);
    process.env.CRASHWORTHY_OUTSIDE_MS = '300';
    const silent = await failureOf(given('postgres', `postgres://127.0.0.1:${port}/x`));
    delete process.env.CRASHWORTHY_OUTSIDE_MS;
    expect(silent).toMatchObject({ code: 'CW_SERVICE_UNREACHABLE', message: expect.stringContaining('has said nothing') });
    await server.end();
  });

  test('ends when whoever has started it is killed, and nothing is left', { timeout: 30_000 }, async () => {
    const module = new URL('../../../../dist/harness/host/server/services/own/own-redis.js', import.meta.url).href;
    const program = `const { ownRedis } = await import(${JSON.stringify(module)});
      const service = await ownRedis();
      process.stdout.write(String(service.target.port));
      setInterval(() => {}, 1e6);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [told] = await once(parent.stdout, 'data');
    const login = { host: '127.0.0.1', port: Number(String(told)), user: undefined, password: undefined, database: 0 };
    const client = await RedisClient.connect(login);
    const [, directory = ''] = await client.command('CONFIG', 'GET', 'dir');
    expect(existsSync(directory)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => existsSync(directory), { timeout: 20_000 }).toBe(false);
    await expect(RedisClient.connect(login)).rejects.toThrow();
  });
});

test('a URL where nothing answers, or something else does, is told', async () => {
  const nobody = await freePort();
  for (const name of ['postgres', 'redis', 'mysql'] as const) {
    const failure = await failureOf(given(name, `${name}://me:${SECRET}@127.0.0.1:${nobody}/1`));
    expect(failure).toMatchObject({ code: 'CW_SERVICE_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') });
    const other = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect((await failureOf(given(name, `${name}://me:${SECRET}@127.0.0.1:${port}/1`))).code).toBe('CW_SERVICE_UNREACHABLE');
    other.close();
  }
});

test.each([
  ['postgres', 'CW_SERVICE_ARGUMENT'],
  ['postgras=postgres://x', 'CW_SERVICE_ARGUMENT'],
  [`postgres=redis://:${SECRET}@127.0.0.1`, 'CW_SERVICE_ARGUMENT'],
  [`postgres=${SECRET}`, 'CW_SERVICE_ARGUMENT'],
  [`postgres=postgres://me:${SECRET}@h/d?sslmode=require`, 'CW_SERVICE_TLS'],
  [`redis=rediss://:${SECRET}@h`, 'CW_SERVICE_TLS'],
])('--service %s is refused', async (text, code) => {
  expect((await failureOf(() => serviceArgument(text))).code).toBe(code);
});

test('where no server is given and none is installed, the reason says what to do', () => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  const reason = missingService('redis', { given: [], mayHaveTables: false });
  process.env.PATH = path;
  expect(reason).toBe(
    'there is no redis: install redis-server, which are looked for on PATH, or give a running one by --service redis=URL',
  );
});
