import fs from 'node:fs';
import promises from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Disk } from '../../disk.ts';
import type { Gate, PendingCall } from '../../gate.ts';
import { SimulatedKernel } from '../../simulated-kernel.ts';
import { type InstalledFileSystem, installFileSystem } from '../install.ts';
import type { Mount } from '../mount.ts';

let installed: InstalledFileSystem;
let scratch: string;
let count = 0;
const mounts: Mount[] = [];

beforeAll(() => {
  installed = installFileSystem();
  scratch = installed.real.fs.mkdtempSync(path.join(os.tmpdir(), 'crashworthy-watch-'));
});

afterEach(() => {
  for (const mount of mounts.splice(0)) mount.unmount();
});

afterAll(() => {
  installed.real.fs.rmSync(scratch, { recursive: true });
  installed.uninstall();
});

function simulate(gate?: Gate): { root: string; mount: Mount; disk: Disk } {
  const root = `/cw-watch-${++count}`;
  const disk = Disk.empty(0);
  const mount = installed.mount({
    root,
    kernel: new SimulatedKernel({ disk, root, nowMs: () => count++ }),
    ...(gate ? { gate } : {}),
  });
  mounts.push(mount);
  return { root, mount, disk };
}

type Told = readonly [event: string, filename: string | null];
type Acts = (at: (name: string) => string) => void;

interface Case {
  readonly what: string;
  readonly before?: Acts;
  readonly act: Acts;
  /** Absent: the directory. */
  readonly watched?: string;
}

const put = (name: string, text: string): Acts => {
  return (at) => fs.writeFileSync(at(name), text);
};
const both: Acts = (at) => {
  fs.writeFileSync(at('a'), '1');
  fs.writeFileSync(at('b'), '2');
};
const a = put('a', '1');

const CASES: readonly Case[] = [
  { what: 'an empty file is created', act: (at) => fs.closeSync(fs.openSync(at('a'), 'w')) },
  { what: 'a file is written', act: a },
  { what: 'one that exists is written anew', before: a, act: put('a', 'longer') },
  { what: 'an empty one is emptied', before: put('a', ''), act: put('a', '') },
  { what: 'appended to, twice', before: a, act: (at) => [1, 2].map(() => fs.appendFileSync(at('a'), 'x')) },
  {
    what: 'appended to in turn with another',
    before: both,
    act: (at) => ['a', 'b', 'a'].map((name) => fs.appendFileSync(at(name), 'x')),
  },
  { what: 'cut', before: a, act: (at) => fs.truncateSync(at('a'), 0) },
  { what: 'cut to what it is', before: a, act: (at) => fs.truncateSync(at('a'), 1) },
  { what: 'renamed', before: a, act: (at) => fs.renameSync(at('a'), at('b')) },
  { what: 'renamed over another', before: both, act: (at) => fs.renameSync(at('a'), at('b')) },
  { what: 'removed', before: a, act: (at) => fs.unlinkSync(at('a')) },
  { what: 'linked', before: a, act: (at) => fs.linkSync(at('a'), at('b')) },
  { what: 'a symbolic link', act: (at) => fs.symlinkSync('a', at('b')) },
  { what: 'its mode is changed', before: a, act: (at) => fs.chmodSync(at('a'), 0o600) },
  { what: 'its times are', before: a, act: (at) => fs.utimesSync(at('a'), 1, 1) },
  { what: 'a directory is made and removed', act: (at) => [fs.mkdirSync(at('s')), fs.rmdirSync(at('s'))] },
  {
    what: 'the mode of a directory is changed',
    before: (at) => fs.mkdirSync(at('s')),
    act: (at) => fs.chmodSync(at('s'), 0o700),
  },
  { what: 'something is written below one', before: (at) => fs.mkdirSync(at('s')), act: put('s/a', '1') },
  { what: 'its own mode is changed', act: (at) => fs.chmodSync(at(''), 0o700) },
  { what: 'the watched file is written', watched: 'a', before: a, act: put('a', '22') },
  { what: 'replaced', watched: 'a', before: both, act: (at) => fs.renameSync(at('b'), at('a')) },
  {
    what: 'replaced and then written',
    watched: 'a',
    before: both,
    act: (at) => [fs.renameSync(at('b'), at('a')), put('a', '3')(at)],
  },
  {
    what: 'moved away, and written there',
    watched: 'a',
    before: a,
    act: (at) => [fs.renameSync(at('a'), at('b')), put('b', '3')(at)],
  },
  { what: 'the watched file is removed', watched: 'a', before: a, act: (at) => fs.unlinkSync(at('a')) },
  {
    what: 'removed, with a name left',
    watched: 'a',
    before: (at) => [a(at), fs.linkSync(at('a'), at('b'))],
    act: (at) => fs.unlinkSync(at('a')),
  },
  { what: 'its own mode', watched: 'a', before: a, act: (at) => fs.chmodSync(at('a'), 0o600) },
  {
    what: 'a watched directory is removed',
    watched: 's',
    before: (at) => fs.mkdirSync(at('s')),
    act: (at) => fs.rmdirSync(at('s')),
  },
];

/** What a watcher is told, until what happened last in a place of its own has been told. */
async function toldOf(directory: string, { before, act, watched = '' }: Case): Promise<Told[]> {
  const at = (name: string) => path.join(directory, 'watched', name);
  fs.mkdirSync(at(''));
  fs.mkdirSync(path.join(directory, 'last'));
  before?.(at);
  const told: Told[] = [];
  const watcher = fs.watch(at(watched), (event, name) => void told.push([event, name]));
  const last = fs.watch(path.join(directory, 'last'));
  const over = new Promise((resolve) => last.once('change', resolve));
  act(at);
  fs.mkdirSync(path.join(directory, 'last', 'over'));
  await over;
  for (const one of [watcher, last]) one.close();
  return told;
}

describe.skipIf(process.platform !== 'linux')('a simulated disk tells what Linux tells', () => {
  test.each(CASES)('$what', async (one) => {
    const real = await toldOf(installed.real.fs.mkdtempSync(path.join(scratch, 'd-')), one);
    expect(await toldOf(simulate().root, one)).toEqual(real);
  });
});

/** Calls wait until they are told to go on. */
class HeldGate implements Gate {
  readonly held: PendingCall[] = [];
  readonly announced: PendingCall[] = [];
  issue(call: PendingCall): void {
    this.held.push(call);
  }
  announce(call: PendingCall): void {
    this.announced.push(call);
  }
}

test('events come when the gate lets them through, and then all that have happened until then', () => {
  const gate = new HeldGate();
  const { root, mount } = simulate(gate);
  const told: unknown[] = [];
  fs.watch(root, (...event) => void told.push(event));
  fs.writeFileSync(`${root}/a`, '1');
  fs.unlinkSync(`${root}/a`);
  expect([told, gate.announced.length, mount.pending]).toEqual([[], 1, 1]);
  gate.announced[0]?.complete();
  expect(told).toEqual([
    ['rename', 'a'],
    ['change', 'a'],
    ['rename', 'a'],
  ]);
  expect(mount.pending).toBe(0);
  fs.mkdirSync(`${root}/b`);
  expect(gate.announced).toHaveLength(2);
});

test('changes of another process on the same disk are told; a dead one is told nothing', () => {
  const gate = new HeldGate();
  const { root, mount, disk } = simulate(gate);
  const told: unknown[] = [];
  fs.watch(root, (...event) => void told.push(event));
  const other = new SimulatedKernel({ disk, root: '/cw-other', nowMs: () => 0 });
  other.mkdir('/cw-other/made', 0o755);
  gate.announced[0]?.complete();
  expect(told).toEqual([['rename', 'made']]);
  other.rmdir('/cw-other/made');
  mount.kill();
  gate.announced[1]?.complete();
  expect(told).toHaveLength(1);
});

test('a watcher that was closed, also by a signal, is told nothing more', async () => {
  const { root, disk } = simulate();
  const told: string[] = [];
  const aborting = new AbortController();
  const one = fs.watch(root, () => told.push('one'));
  const other = fs.watch(root, { signal: aborting.signal }, () => told.push('other'));
  const closed = Promise.all([one, other].map((watcher) => new Promise<void>((resolve) => watcher.once('close', resolve))));
  expect([one.ref(), one.unref()]).toEqual([one, one]);
  fs.mkdirSync(`${root}/a`);
  one.close();
  one.close();
  aborting.abort();
  await closed;
  await promises.mkdir(`${root}/b`);
  expect(told).toEqual([]);
  expect(disk.watchings).toEqual([]);
});

test('names come in the encoding that was asked for', async () => {
  const { root } = simulate();
  const first = (options: 'buffer' | { encoding: 'hex' }) =>
    new Promise((resolve) => fs.watch(root, options as { encoding: 'hex' }, (_event, name) => resolve(name)));
  const told = Promise.all([first('buffer'), first({ encoding: 'hex' })]);
  fs.mkdirSync(`${root}/é`);
  expect(await told).toEqual([Buffer.from('é'), Buffer.from('é').toString('hex')]);
});

test('nothing to watch: the error of Node', () => {
  const { root } = simulate();
  const there = `${root}/missing`;
  expect(() => fs.watch(there)).toThrow(
    expect.objectContaining({
      message: `ENOENT: no such file or directory, watch '${there}'`,
      errno: -2,
      syscall: 'watch',
      code: 'ENOENT',
      path: there,
      filename: there,
    }),
  );
  expect(() => Reflect.apply(fs.watch, fs, [root, { recursive: 'yes' }])).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
  );
});

test('recursive: everything below, what is made later too', async () => {
  const { root } = simulate();
  fs.mkdirSync(`${root}/old/deep`, { recursive: true });
  const told = new Set<string>();
  const seen = new Promise<void>((resolve) => {
    fs.watch(root, { recursive: true }, (event, name) => {
      told.add(`${event} ${name}`);
      if (name === 'new/later') resolve();
    });
  });
  fs.writeFileSync(`${root}/old/deep/x`, '1');
  fs.mkdirSync(`${root}/new`);
  fs.writeFileSync(`${root}/new/at-once`, '1');
  await promises.readdir(root);
  await promises.readdir(root);
  fs.writeFileSync(`${root}/new/later`, '1');
  await seen;
  expect([...told]).toEqual(
    expect.arrayContaining(['rename old/deep/x', 'rename new', 'rename new/at-once', 'rename new/later']),
  );
});

test('as an iterator: each event, until it is aborted', async () => {
  const { root } = simulate();
  const aborting = new AbortController();
  const told: unknown[] = [];
  const watch = async () => {
    for await (const event of promises.watch(root, { signal: aborting.signal })) {
      told.push(event);
      if (told.length === 2) aborting.abort();
    }
  };
  const ended = expect(watch()).rejects.toMatchObject({ name: 'AbortError' });
  await promises.writeFile(`${root}/a`, '1');
  await ended;
  expect(told).toEqual([
    { eventType: 'rename', filename: 'a' },
    { eventType: 'change', filename: 'a' },
  ]);
});

describe('watchFile', () => {
  const sizes = (told: readonly (readonly fs.Stats[])[]) => told.map((both) => both.map(({ size }) => size));

  test('tells of the file as it was and as it is, and first of all that it is missing', async () => {
    const { root } = simulate();
    const file = `${root}/a`;
    const told: fs.Stats[][] = [];
    let next = () => {};
    const once = () =>
      new Promise<void>((resolve) => {
        next = resolve;
      });
    const listener = (...both: fs.Stats[]) => {
      told.push(both);
      next();
    };
    fs.watchFile(file, { interval: 1 }, listener);
    await once();
    fs.writeFileSync(file, '123');
    await once();
    fs.writeFileSync(file, '12345');
    await once();
    fs.unlinkSync(file);
    await once();
    fs.unwatchFile(file, listener);
    expect(sizes(told)).toEqual([
      [0, 0],
      [3, 0],
      [5, 3],
      [0, 5],
    ]);
    expect(told[0]?.[0]).toMatchObject({ mode: 0, ino: 0, nlink: 0, mtimeMs: 0 });
    expect(told[1]?.[0]?.isFile()).toBe(true);
  });

  test('two who ask for one file share a watcher, which ends with the last of them', () => {
    const { root } = simulate();
    const [one, other] = [() => {}, () => {}];
    const watcher = fs.watchFile(`${root}/a`, one);
    expect(fs.watchFile(`${root}/a`, other)).toBe(watcher);
    fs.unwatchFile(`${root}/a`, one);
    expect(watcher.listenerCount('change')).toBe(1);
    fs.unwatchFile(`${root}/a`);
    expect(fs.watchFile(`${root}/a`, one)).not.toBe(watcher);
    fs.unwatchFile(`${root}/a`);
  });
});
