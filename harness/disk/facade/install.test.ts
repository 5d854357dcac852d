import fs from 'node:fs';
import promises from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Disk } from '../disk.ts';
import type { Gate, PendingCall } from '../gate.ts';
import { RealKernel } from '../real-kernel.ts';
import { SimulatedKernel } from '../simulated-kernel.ts';
import type { FsEvent } from '../trace.ts';
import { currentCall } from './current-call.ts';
import { DeadIncarnation } from './dead-incarnation.ts';
import { type InstalledFileSystem, installFileSystem, type OutsideWrite, REFUSED } from './install.ts';
import type { Mount } from './mount.ts';
import { UNROUTED, UNSIMULATED } from './unsimulated.ts';
import { UnsimulatedCall } from './unsimulated-call.ts';

const originals = { ...fs };
const outside: OutsideWrite[] = [];
let answer: unknown;
const standard: [number, number][] = [];
const unsimulated: string[] = [];
let installed: InstalledFileSystem;
let scratch: string;
let count = 0;

beforeAll(() => {
  installed = installFileSystem({
    onOutsideWrite: (write) => {
      outside.push(write);
      return answer;
    },
    onStandardWrite: (fd, bytes) => standard.push([fd, bytes]) > 0,
    onUnsimulated: (api) => unsimulated.push(api),
  });
  scratch = installed.real.fs.mkdtempSync(path.join(os.tmpdir(), 'crashworthy-install-'));
});

afterAll(() => {
  installed.real.fs.rmSync(scratch, { recursive: true });
  installed.uninstall();
  expect(fs.readFileSync).toBe(originals.readFileSync);
  expect(fs.ReadStream).toBe(originals.ReadStream);
});

interface Simulated {
  root: string;
  mount: Mount;
  events: FsEvent[];
}

function simulate({ gate, stacks = false }: { gate?: Gate; stacks?: boolean } = {}): Simulated {
  const root = `/cw-install-${++count}`;
  const events: FsEvent[] = [];
  const recorder = { stacks, event: (event: FsEvent) => void events.push(event) };
  const joined = { api: () => currentCall.api, currentStack: () => currentCall.stack };
  const kernel = new SimulatedKernel({ disk: Disk.empty(0), root, nowMs: Date.now, recorder, ...joined });
  return { root, events, mount: installed.mount({ root, kernel, recorder, ...(gate ? { gate } : {}) }) };
}

const turns = async (n = 20) => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('routing', () => {
  test.each([
    ['a path', (root: string) => `${root}/a`],
    ['doubled slashes in front', (root: string) => `/${root}/a`],
    ['dots that lead there', (root: string) => `/tmp/..${root}/a`],
    ['dots that stay there', (root: string) => `${root}/d/../a`],
    ['a Buffer', (root: string) => Buffer.from(`${root}/a`)],
    ['a URL', (root: string) => pathToFileURL(`${root}/a`)],
    ['a relative path', (root: string) => path.relative(process.cwd(), `${root}/a`)],
  ])('%s', async (_name, spell) => {
    const { root } = simulate();
    fs.mkdirSync(`${root}/d`);
    fs.writeFileSync(`${root}/a`, 'here');
    expect(fs.readFileSync(spell(root), 'utf8')).toBe('here');
    expect(await promises.readFile(spell(root), 'utf8')).toBe('here');
  });

  test('two mounts with the same descriptor numbers of their kernels', () => {
    const [one, other] = [simulate(), simulate()];
    const fds = [one, other].map(({ root }) => fs.openSync(`${root}/a`, 'w+'));
    expect(fds[0]).not.toBe(fds[1]);
    for (const [at, fd] of fds.entries()) fs.writeSync(fd, `mount ${at}`);
    expect([one, other].map(({ root }) => fs.readFileSync(`${root}/a`, 'utf8'))).toEqual(['mount 0', 'mount 1']);
    for (const fd of fds) fs.closeSync(fd);
    expect(() => fs.writeSync(fds[0] ?? -1, 'x')).toThrow('EBADF: bad file descriptor, write');
  });

  test('the lowest free descriptor is used next', () => {
    const { root } = simulate();
    const [a, b] = ['a', 'b'].map((name) => fs.openSync(`${root}/${name}`, 'w'));
    fs.closeSync(a ?? -1);
    expect(fs.openSync(`${root}/c`, 'w')).toBe(a);
    expect(b).toBe((a ?? 0) + 1);
  });

  test('a real directory as a mount, with relative paths and the descriptors of the system', async () => {
    const directory = installed.real.fs.mkdtempSync(path.join(scratch, 'mount-'));
    const events: FsEvent[] = [];
    const recorder = { stacks: false, event: (event: FsEvent) => void events.push(event) };
    const mount = installed.mount({ root: directory, kernel: new RealKernel(installed.real.fs, { recorder, root: directory }) });
    await promises.writeFile(path.relative(process.cwd(), `${directory}/a`), 'real');
    await promises.mkdir(`${directory}/d/e`, { recursive: true });
    expect(installed.real.fs.readFileSync(`${directory}/a`, 'utf8')).toBe('real');
    expect(events.map(({ primitive }) => primitive).slice(0, 3)).toEqual(['open', 'write', 'close']);
    const seen = events.length;
    installed.real.fs.writeFileSync(`${directory}/b`, Buffer.from('not seen'));
    expect(events.length).toBe(seen);
    mount.unmount();
    expect(outside).toEqual([]);
  });

  test('rename between mounts is EXDEV, a copy works, out of and into a mount too', async () => {
    const [one, other] = [simulate(), simulate()];
    fs.mkdirSync(`${one.root}/d`);
    fs.writeFileSync(`${one.root}/d/a`, 'content');
    expect(() => fs.renameSync(`${one.root}/d`, `${other.root}/d`)).toThrow(/^EXDEV: cross-device link not permitted, rename '/);
    await promises.cp(`${one.root}/d`, `${other.root}/d`, { recursive: true });
    expect(fs.readFileSync(`${other.root}/d/a`, 'utf8')).toBe('content');
    installed.real.fs.writeFileSync(`${scratch}/template`, 'template');
    fs.copyFileSync(`${scratch}/template`, `${one.root}/copied`);
    expect(fs.readFileSync(`${one.root}/copied`, 'utf8')).toBe('template');
  });
});

describe('completion', () => {
  test('handlers attached late still see the error, and nothing completes in a microtask', async () => {
    const { root } = simulate();
    const order: string[] = [];
    const late = promises.readFile(`${root}/missing`).catch((error: Error) => order.push(error.message));
    fs.stat(root, () => order.push('callback'));
    await null;
    for (let i = 0; i < 10; i++) await Promise.resolve();
    expect(order).toEqual([]);
    await late;
    await turns(1);
    expect(order).toEqual([`ENOENT: no such file or directory, open '${root}/missing'`, 'callback']);
  });

  test('each asynchronous primitive is offered to the gate: effect and completion apart', async () => {
    const held: PendingCall[] = [];
    const { root, mount } = simulate({ gate: { issue: (call) => void held.push(call) } });
    let done = false;
    const write = promises.writeFile(`${root}/a`, 'held').then(() => {
      done = true;
    });
    const primitives: string[] = [];
    while (!done) {
      expect(mount.pending).toBe(held.length);
      const call = held.shift();
      if (call) {
        primitives.push(call.primitive);
        call.effect();
        await turns(2);
        call.complete();
      }
      await turns(1);
    }
    await write;
    expect(primitives).toEqual(['open', 'write', 'close']);
  });

  test('chunks of 512 KiB by promise, all at once otherwise', async () => {
    const { root, events } = simulate();
    const bytes = Buffer.alloc(1_100_000);
    const sizes = () =>
      events.splice(0).flatMap(({ primitive, length }) => (primitive === 'write' || primitive === 'read' ? [length] : []));
    await promises.writeFile(`${root}/a`, bytes);
    expect(sizes()).toEqual([524_288, 524_288, 51_424]);
    await promisify(fs.writeFile)(`${root}/a`, bytes);
    expect(sizes()).toEqual([1_100_000]);
    await promises.readFile(`${root}/a`);
    expect(sizes()).toEqual([524_288, 524_288, 51_424]);
    fs.readFileSync(`${root}/a`);
    expect(sizes()).toEqual([1_100_000]);
  });

  test('flush adds fsync, except where Node forgets it', async () => {
    const { root, events } = simulate();
    const syncs = () => events.splice(0).filter(({ primitive }) => primitive === 'fsync').length;
    await promises.writeFile(`${root}/a`, 'x', { flush: true });
    expect(syncs()).toBe(1);
    fs.writeFileSync(`${root}/a`, Buffer.from('x'), { flush: true });
    expect(syncs()).toBe(1);
    fs.writeFileSync(`${root}/a`, 'x', { flush: true });
    expect(syncs()).toBe(1);
    fs.writeFileSync(`${root}/a`, 'x', { encoding: 'utf8', flush: true });
    expect(syncs()).toBe(0);
    await promisify(fs.appendFile)(`${root}/a`, 'x', { flush: true });
    expect(syncs()).toBe(1);
    await new Promise<void>((resolve) => fs.createWriteStream(`${root}/a`, { flush: true }).on('close', resolve).end('x'));
    expect(syncs()).toBe(1);
  });
});

describe('dead mounts', () => {
  test('what was issued never takes effect and never completes; new calls neither', async () => {
    const held: PendingCall[] = [];
    const { root, mount, events } = simulate({ gate: { issue: (call) => void held.push(call) } });
    let completed = 0;
    const note = () => completed++;
    promises.writeFile(`${root}/a`, 'x').then(note, note);
    fs.mkdir(`${root}/d`, note);
    mount.kill();
    expect(mount.pending).toBe(0);
    for (const call of held) {
      call.effect();
      call.complete();
    }
    promises.readFile(`${root}/a`).then(note, note);
    await turns();
    expect([completed, events.length]).toEqual([0, 0]);
    expect(() => fs.readdirSync(root)).toThrow(DeadIncarnation);
  });

  test('killed between effect and completion', async () => {
    const held: PendingCall[] = [];
    const { root, mount, events } = simulate({ gate: { issue: (call) => void held.push(call) } });
    let completed = 0;
    promises.mkdir(`${root}/d`).finally(() => completed++);
    held[0]?.effect();
    mount.kill();
    held[0]?.complete();
    await turns();
    expect([completed, events.length]).toEqual([0, 1]);
  });

  test('handles, streams and descriptors die with it, and an unmounted root never reaches the real disk', async () => {
    const { root, mount } = simulate();
    const handle = await promises.open(`${root}/a`, 'w');
    const fd = fs.openSync(`${root}/b`, 'w');
    let completed = 0;
    const note = () => completed++;
    const stream = fs.createWriteStream(`${root}/c`).on('close', note).on('error', note);
    stream.write('x');
    await turns(1);
    mount.unmount();
    handle.write('x').then(note, note);
    handle.close().then(note, note);
    fs.write(fd, 'x', note);
    stream.end('y');
    promises.writeFile(`${root}/later`, 'x').then(note, note);
    await turns();
    expect(completed).toBe(0);
    for (const call of [() => fs.writeSync(fd, 'x'), () => fs.closeSync(fd), () => fs.mkdirSync(`${root}-never-mounted`)]) {
      expect(call).toThrow(DeadIncarnation);
    }
    expect(installed.real.fs.existsSync(root)).toBe(false);
  });
});

describe('outside all mounts', () => {
  test.each<[string, (file: string) => unknown]>([
    ['fs.writeFileSync', (file) => fs.writeFileSync(file, Buffer.from('x'))],
    ['fs.promises.appendFile', (file) => promises.appendFile(file, 'x')],
    ['fs.writeFile', (file) => promisify(fs.writeFile)(file, 'x')],
    ['fs.mkdirSync', (file) => fs.mkdirSync(`${file}-d`)],
    ['fs.promises.rename', (file) => promises.rename(file, file)],
    ['fs.openSync', (file) => fs.closeSync(fs.openSync(file, 'a'))],
    ['fs.createWriteStream', (file) => new Promise<void>((resolve) => fs.createWriteStream(file).on('close', resolve).end('x'))],
    ['fs.promises.rm', (file) => promises.rm(`${file}-d`, { recursive: true })],
    ['fs.rmSync', (file) => fs.rmSync(file)],
  ])('%s is reported once, with the caller, and happens', async (api, run) => {
    outside.length = 0;
    await run(`${scratch}/outside`);
    expect(outside.map((write) => write.api)).toEqual([api]);
    expect(outside[0]?.path).toContain(`${scratch}/outside`);
    const lines = outside[0]?.stack.split('\n').filter((line) => !/node:internal|<anonymous>/.test(line));
    expect(lines?.[0]).toContain('install.test.ts');
  });

  test('what is refused fails, in every style, and leaves nothing', async () => {
    answer = REFUSED;
    const file = `${scratch}/refused`;
    expect(() => fs.writeFileSync(file, 'x')).toThrow('ENOTDIR');
    await expect(promisify(fs.writeFile)(file, 'x')).rejects.toThrow('ENOTDIR');
    await expect(promises.rename(scratch, file)).rejects.toThrow('ENOTDIR');
    answer = undefined;
    expect(fs.existsSync(file)).toBe(false);
  });

  test('reads, writes to descriptors, /dev/null, paths that Node refuses and the real functions are not', async () => {
    outside.length = 0;
    expect(() => fs.unlinkSync(`${scratch}/a\0b`)).toThrow('null bytes');
    fs.readdirSync(scratch);
    fs.writeFileSync('/dev/null', 'x');
    installed.real.fs.writeFileSync(`${scratch}/real`, Buffer.from('x'));
    await installed.real.promises.appendFile(`${scratch}/real`, 'x');
    await promisify(installed.real.fs.writeFile)(`${scratch}/real`, 'x');
    installed.real.fs.rmSync(`${scratch}/real`);
    expect(outside).toEqual([]);
  });

  test('writes to stdout and stderr can be taken', async () => {
    standard.length = 0;
    expect(fs.writeSync(1, 'é')).toBe(2);
    fs.appendFileSync(2, 'four');
    await new Promise((resolve) => fs.write(1, Buffer.from('abc'), resolve));
    expect(standard).toEqual([
      [1, 2],
      [2, 4],
      [1, 3],
    ]);
  });
});

describe('unsimulated calls', () => {
  test.each<[string, (root: string) => unknown]>([['fs.openAsBlob', (root) => fs.openAsBlob(root)]])(
    '%s on a mount throws and is reported',
    (api, run) => {
      const { root } = simulate();
      expect(() => run(root)).toThrow(expect.objectContaining({ code: 'CW_UNSIMULATED_CALL', api }));
      expect(() => run(root)).toThrow(UnsimulatedCall);
      expect(unsimulated).toContain(api);
    },
  );

  test('every function of this Node is simulated, refused, or known to need no routing', () => {
    const streams = ['ReadStream', 'WriteStream', 'FileReadStream', 'FileWriteStream', 'createReadStream', 'createWriteStream'];
    const known = new Set([...UNSIMULATED, ...UNROUTED, ...streams.map((name) => `fs.${name}`)]);
    const functions = (holder: object, prefix: string) =>
      Object.keys(holder)
        .filter((name) => typeof Reflect.get(holder, name) === 'function')
        .map((name) => `${prefix}${name}`);
    const all = [...functions(originals, 'fs.'), ...functions(promises, 'fs.promises.')];
    expect(all.filter((api) => !known.has(api) && !installed.simulated.has(api))).toEqual([]);
  });
});

describe('errors and stacks', () => {
  test('an error is an Error with Node\u2019s fields, and its stack begins at the caller', async () => {
    const { root } = simulate();
    const missing = { name: 'Error', code: 'ENOENT', errno: -2, syscall: 'open', path: `${root}/x` };
    async function loadSession(): Promise<unknown> {
      return await promises.readFile(`${root}/x`);
    }
    const rejected: Error = await loadSession().then(
      () => expect.unreachable(),
      (error: Error) => error,
    );
    expect(rejected).toMatchObject(missing);
    expect(rejected.stack?.split('\n')[1]).toContain('loadSession');
    expect(() => fs.readFileSync(`${root}/x`)).toThrow(expect.objectContaining(missing));
  });

  test('events name the API and, if asked, the store\u2019s line', async () => {
    const { root, events } = simulate({ stacks: true });
    async function saveSession(): Promise<void> {
      await promises.writeFile(`${root}/a`, 'x');
    }
    await saveSession();
    expect(events.map(({ primitive, api }) => `${primitive} ${api}`)).toEqual(
      ['open', 'write', 'close'].map((primitive) => `${primitive} fs.promises.writeFile`),
    );
    for (const { stack } of events) expect(stack?.split('\n')[0]).toContain('saveSession');
    expect(currentCall).toEqual({ api: '', stack: undefined });
  });

  test.each<[string, string, (root: string) => unknown]>([
    ['a NUL byte', 'ERR_INVALID_ARG_VALUE', (root) => fs.readFileSync(`${root}/\0`)],
    ['a flag', 'ERR_INVALID_ARG_VALUE', (root) => fs.openSync(`${root}/a`, 'rw')],
    ['no callback', 'ERR_INVALID_ARG_TYPE', (root) => Reflect.apply(fs.readFile, fs, [`${root}/a`])],
    ['a mode', 'ERR_OUT_OF_RANGE', (root) => fs.chmodSync(`${root}/a`, -1)],
    ['data', 'ERR_INVALID_ARG_TYPE', (root) => Reflect.apply(fs.writeFileSync, fs, [`${root}/a`, 5])],
    ['an encoding', 'ERR_INVALID_ARG_VALUE', (root) => Reflect.apply(fs.readFileSync, fs, [`${root}/a`, 'utf9'])],
  ])('%s is refused as Node does', (_name, code, run) => {
    const { root, events } = simulate();
    expect(() => run(root)).toThrow(expect.objectContaining({ code }));
    expect(events).toEqual([]);
  });
});
