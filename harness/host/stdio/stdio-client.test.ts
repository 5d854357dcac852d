import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { tasksOf } from '../own-time/tasks.ts';
import type { ClientEvents } from './client-events.ts';
import { spawnInGroupOfStarter, spawnInOwnGroup } from './spawn-program.ts';
import { StdioClient } from './stdio-client.ts';

const BAD_PROGRAM = fileURLToPath(new URL('./test-data/bad-program.mjs', import.meta.url));
const LIMITS = { startMs: 5_000, callMs: 2_000 };
const clients: StdioClient[] = [];
const directories: string[] = [];

function start(
  mode: string,
  { limits = LIMITS, events = {}, file = '', spawn = spawnInOwnGroup, isDriven = false } = {} as {
    limits?: typeof LIMITS;
    events?: ClientEvents;
    file?: string;
    spawn?: typeof spawnInOwnGroup;
    isDriven?: boolean;
  },
): Promise<StdioClient> {
  return StdioClient.start({ argv: [process.execPath, BAD_PROGRAM, mode, file] }, { spawn, limits, events, isDriven });
}

async function opened(mode: string, options: Parameters<typeof start>[1] = {}): Promise<StdioClient> {
  const client = await start(mode, options);
  clients.push(client);
  await client.request('open', { instance: 'a', dir: '/nowhere' });
  return client;
}

function append(client: StdioClient): Promise<unknown> {
  return client.request('append', { instance: 'a', session: 's', record: 1 });
}

afterEach(async () => {
  for (const client of clients.splice(0)) await client.kill().catch(() => {});
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

test('a good program says what it is, answers, and leaves when it is told to', async () => {
  const client = await opened('good');
  expect(client.facts).toEqual({
    name: 'bad-program',
    methods: ['append'],
    views: [],
    claims: { survives: 'nothing' },
    concurrent: false,
  });
  expect(await append(client)).toBeNull();
  expect(await client.request('read', { instance: 'a', session: 's' })).toEqual({ records: [1] });
  expect(await client.request('ping')).toBeNull();
  expect(await client.exit()).toBe(true);
  expect(client.isAlive).toBe(false);
  await expect(client.request('ping')).rejects.toThrow('has left');
});

test('an unknown operation is an error that is definite, with its code', async () => {
  await expect((await opened('good')).request('nonsense')).rejects.toMatchObject({ code: 'CW_UNSUPPORTED', definite: true });
});

test('what a program answers as an error keeps name, code, message and stack', async () => {
  const failing = append(await opened('fails'));
  await expect(failing).rejects.toMatchObject({
    name: 'OSError',
    code: 'ENOSPC',
    message: 'full',
    definite: true,
    stack: 'at x',
  });
});

test('without `concurrent` requests wait for each other; with it they are answered in any order', async () => {
  const client = await opened('concurrent');
  const reads = ['one', 'two'].map((session) => client.request('read', { instance: 'a', session }));
  expect(await Promise.all(reads)).toEqual([{ records: ['one'] }, { records: ['two'] }]);
  const alone = await opened('good');
  expect(await Promise.all([append(alone), append(alone), alone.request('read', { instance: 'a', session: 's' })])).toEqual([
    null,
    null,
    { records: [1, 1] },
  ]);
});

test('events are told, and those that nobody knows are ignored', async () => {
  const told: unknown[] = [];
  const events: ClientEvents = {
    onError: (one) => told.push(one),
    onUnhandled: ({ name, message }) => told.push([name, message]),
  };
  await append(await opened('tells', { events }));
  await append(await opened('background', { events }));
  expect(told).toMatchObject([{ instance: 'a', session: 's', error: { message: 'late' } }, ['KeyError', 'in a thread']]);
});

describe('a program that is not as it should be ends in one message, and nothing of it is left:', () => {
  test.each([
    ['exits-at-once', 'CW_STDIO_EXITED', /exit code 3.*no module named `database`/s],
    ['half-a-hello', 'CW_STDIO_EXITED', /half a line: "{\\"id\\":0/],
    ['killed-at-once', 'CW_STDIO_KILLED', /SIGKILL/],
    ['prints-first', 'CW_STDIO_NOISE', /"Welcome to my store!"/],
    ['version-2', 'CW_STDIO_VERSION', /version 2 .* expected "cw": 1/],
    ['nameless', 'CW_STDIO_HELLO', /`name` must be/],
    ['unreadable', 'CW_STDIO_HELLO', /`ops` must name `read`/],
    ['refuses-hello', 'CW_STDIO_HELLO', /not today/],
  ])('%s (before hello)', async (mode, code, message) => {
    await expect(start(mode)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test.each(['never-says-hello', 'loops-before-hello'])('%s', async (mode) => {
    await expect(start(mode, { limits: { startMs: 500, callMs: 500 } })).rejects.toMatchObject({ code: 'CW_STDIO_NO_HELLO' });
  });

  test('a command that is not there, or cannot be executed', async () => {
    const options = { spawn: spawnInOwnGroup };
    await expect(StdioClient.start({ argv: ['/no/such/program'] }, options)).rejects.toMatchObject({
      code: 'CW_STDIO_COMMAND',
      message: expect.stringContaining('there is no such command'),
    });
    await expect(StdioClient.start({ argv: [BAD_PROGRAM] }, options)).rejects.toMatchObject({
      code: 'CW_STDIO_COMMAND',
      message: expect.stringContaining('cannot be executed'),
    });
  });

  test.each([
    ['noise', 'CW_STDIO_NOISE', /"Saved"/],
    ['no-utf-8', 'CW_STDIO_NOISE', /standard output/],
    ['no-object', 'CW_STDIO_NOISE', /"\[1\]"/],
    ['other-id', 'CW_STDIO_ANSWER', /there is no request 999/],
    ['text-id', 'CW_STDIO_ANSWER', /`id` is no number/],
    ['neither-ok-nor-error', 'CW_STDIO_ANSWER', /neither `ok` nor `error`/],
    ['endless-line', 'CW_STDIO_LINE', /more than 16 MiB.*"xxxx/],
    ['killed', 'CW_STDIO_KILLED', /killed by somebody else/],
  ])('%s', async (mode, code, message) => {
    const broken: unknown[] = [];
    const client = await opened(mode, { events: { onBroken: (failure) => broken.push(failure) } });
    const failure = { code, message: expect.stringMatching(message) };
    await expect(append(client)).rejects.toMatchObject(failure);
    await expect(append(client)).rejects.toMatchObject(failure);
    expect(broken).toMatchObject([failure]);
  });

  test.each([
    ['twice', 'CW_STDIO_ANSWER', /has been answered before/],
    ['chdir', 'CW_STDIO_DIRECTORY', / to \/\./],
  ])('%s, after an answer that counts', async (mode, code, message) => {
    const client = await opened(mode);
    await append(client);
    await expect(client.request('read', { session: 's' })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test('an escape that protocol 1 does not have', async () => {
    const client = await opened('good');
    expect(client.refuse('{"$later": …} is no escape')).toMatchObject({ code: 'CW_STDIO_ANSWER' });
    expect(client.isAlive).toBe(false);
  });
});

test('half a line and an exit: the line is dropped, and the program has ended by itself', async () => {
  const ends: string[] = [];
  const client = await opened('half-a-line', { events: { onEnded: (how) => ends.push(how) } });
  await expect(append(client)).rejects.toThrow('ended by itself (exit code 0)');
  expect(ends).toHaveLength(1);
});

test('who exits in a call is told with the end of the log', async () => {
  await expect(append(await opened('exits'))).rejects.toThrow(/exit code 4.*database is corrupt/s);
});

test.each(['loops', 'sleeps'])('who %s in a call is killed, and has given no answer', async (mode) => {
  const client = await opened(mode, { limits: { startMs: 5_000, callMs: 500 } });
  await expect(append(client)).rejects.toMatchObject({ name: 'NoAnswer' });
  await expect(append(client)).rejects.toMatchObject({ name: 'NoAnswer' });
  expect(client.isAlive).toBe(false);
});

test('who is held by somebody is not late before it may go on', async () => {
  const options = { limits: { startMs: 5_000, callMs: 500 } };
  const [held, other] = [await opened('sleeps', options), await opened('sleeps', options)];
  const answer = append(held);
  held.standsStill();
  await expect(append(other)).rejects.toMatchObject({ name: 'NoAnswer' });
  expect(held.isAlive).toBe(true);
  held.goesOn();
  await expect(answer).rejects.toMatchObject({ name: 'NoAnswer' });
});

test('who is driven is waited for as long as whoever drives does, which may be far longer than it has for a call', async () => {
  const limits = { startMs: 5_000, callMs: 500 };
  const [driven, other] = [await opened('sleeps', { limits, isDriven: true }), await opened('sleeps', { limits })];
  const answer = append(driven);
  // Asked later, late sooner.
  await expect(append(other)).rejects.toMatchObject({ name: 'NoAnswer' });
  expect(driven.isAlive).toBe(true);
  driven.killNow();
  await expect(answer).rejects.toThrow('was killed');
});

test('who does not leave when told to is killed', async () => {
  const client = await opened('stays', { limits: { startMs: 5_000, callMs: 500 } });
  expect(await client.exit()).toBe(false);
  expect(client.isAlive).toBe(false);
});

test('a kill is one of a program that was alive', async () => {
  const client = await opened('good');
  await client.kill();
  await expect(client.kill()).rejects.toMatchObject({ code: 'CW_KILL_MISSED' });
});

// A child outside the program's group is found through /proc.
test.runIf(tasksOf('self') !== undefined).each([
  ['a group of its own', spawnInOwnGroup],
  ['that of the starter', spawnInGroupOfStarter],
])('what a program has started is killed with it, in %s', async (_, spawn) => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'crashworthy-forks-'));
  directories.push(directory);
  const file = path.join(directory, 'written-on');
  const client = await opened('forks', { file, spawn });
  while (!existsSync(file)) await client.request('ping');
  await client.kill();
  await expect.poll(() => processesNaming(file), { timeout: 60_000 }).toEqual([]);
});

function processesNaming(file: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(file);
    } catch {
      return false;
    }
  });
}
