import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isPostgresInstalled } from '../host/server/services/own/own-postgres.ts';
import { isRedisInstalled } from '../host/server/services/own/own-redis.ts';
import { protectedRedis } from '../host/server/services/protected-redis.test-data.ts';
import { readCounterexample } from '../verdict/counterexample-file.ts';
import { judge } from './judge.ts';
import { replayCounterexample } from './replay-counterexample.ts';
import { anyCounterexampleShape } from './requirements.ts';

const SECRET = 'hush-hush';
const quick = { effort: 'quick', out: false } as const;
const adapter = (name: string): URL => new URL(`./test-data/served/${name}.adapter.mjs`, import.meta.url);

test('without a server, given or installed, everything is not testable, and it is said what to do', {
  timeout: 60_000,
}, async () => {
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  const report = await judge('redis', quick).finally(() => {
    process.env.PATH = PATH;
  });
  expect(report).toMatchObject({ host: 'server', verdict: 'incomplete', store: { kind: 'served-store', name: 'redis' } });
  for (const { verdict, reason } of report.requirements) {
    expect(verdict).toBe('not-testable');
    expect(reason).toMatch(/there is no redis: install redis-server.*--service redis=URL/);
  }
});

test('a server that the store does not use is told of', { timeout: 60_000 }, async () => {
  const services = [{ name: 'postgres', url: 'postgres://127.0.0.1:1/none' }] as const;
  const { findings, verdict } = await judge('memory', { effort: 'quick', out: false, only: ['IDENT-1'], services });
  expect(findings).toMatchObject([
    { code: 'CW_SERVICE_NOT_NAMED', level: 'warning', message: expect.stringContaining('names no servers') },
  ]);
  expect(verdict).toBe('conforms');
});

test('a store that names no server is refused on the server host, and one that does elsewhere', { timeout: 60_000 }, async () => {
  await expect(judge('memory', { ...quick, host: 'server' })).rejects.toMatchObject({ code: 'CW_HOST_SERVED' });
  await expect(judge('redis', { ...quick, host: 'simulated' })).rejects.toMatchObject({ code: 'CW_NEEDS_SERVER' });
});

describe.skipIf(!isRedisInstalled())('with a Redis', { timeout: 300_000 }, () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'crashworthy-judge-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  test.skipIf(!isPostgresInstalled())('a process that a cut ends in the midst of an operation fails', async () => {
    const { requirements } = await judge(adapter('ends-on-cut'), { effort: 'quick', out: false, only: ['APPEND-3'] });
    expect(requirements.find(({ id }) => id === 'APPEND-3')).toMatchObject({ verdict: 'fail' });
  });

  test('an adapter that connects elsewhere is told so', async () => {
    await expect(judge(adapter('elsewhere'), quick)).rejects.toMatchObject({
      code: 'CW_SERVICE_UNUSED',
      hint: expect.stringContaining('services.redis.url'),
    });
  });

  test('a failure is told and replayed without the password of the server; the server is left as it was', async () => {
    const server = await protectedRedis(SECRET);
    const theirs = await server.connect(0);
    await theirs.command('SET', 'theirs', '1');
    const services = [{ name: 'redis', url: `${server.url}/3` }] as const;
    const report = await judge(adapter('tells-url'), { effort: 'quick', only: ['SRV-2', 'SRV-11'], out: directory, services });
    expect(report.requirements.find(({ id }) => id === 'SRV-2')).toMatchObject({ verdict: 'fail' });
    const [file = ''] = await readdir(directory);
    const written = await readFile(path.join(directory, file), 'utf8');
    expect(JSON.stringify(report) + written).not.toContain(SECRET);
    const counterexample = await readCounterexample(path.join(directory, file), anyCounterexampleShape);
    const { result } = await replayCounterexample(counterexample, { named: file, services });
    expect(result).toMatchObject({ reproduced: true, observed: counterexample.observed });
    expect(await theirs.command('GET', 'theirs')).toEqual(['1']);
    expect(await theirs.command('INFO', 'keyspace')).toEqual([expect.not.stringContaining('db3')]);
    await server.end();
  });
});
