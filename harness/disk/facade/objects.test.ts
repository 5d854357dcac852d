import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, assert, beforeAll, expect, test } from 'vitest';
import { Disk } from '../disk.ts';
import { SimulatedKernel } from '../simulated-kernel.ts';
import type { FsEvent } from '../trace.ts';
import { type InstalledFileSystem, installFileSystem } from './install.ts';

let installed: InstalledFileSystem;
let count = 0;

beforeAll(() => {
  installed = installFileSystem({ random: () => 0.5 });
});

afterAll(() => installed.uninstall());

function simulate(): { root: string; events: FsEvent[] } {
  const root = `/cw-objects-${++count}`;
  const events: FsEvent[] = [];
  const recorder = { stacks: false, event: (event: FsEvent) => void events.push(event) };
  installed.mount({ root, kernel: new SimulatedKernel({ disk: Disk.empty(0), root, nowMs: Date.now, recorder }) });
  return { root, events };
}

test('stats, dirents and directories are instances of Node\u2019s classes', async () => {
  const { root } = simulate();
  fs.mkdirSync(`${root}/d`);
  expect(fs.statSync(root)).toBeInstanceOf(fs.Stats);
  expect(fs.statSync(root).mtime).toBeInstanceOf(Date);
  expect((await promises.stat(root, { bigint: true })).mtimeNs).toBeTypeOf('bigint');
  expect(fs.readdirSync(root, { withFileTypes: true })[0]).toBeInstanceOf(fs.Dirent);
  expect(await promises.opendir(root)).toBeInstanceOf(fs.Dir);
});

test('a handle reads, writes, streams, emits close and waits for its users', async () => {
  const { root } = simulate();
  const handle = await promises.open(`${root}/a`, 'w+');
  // The types of Node 20 leave out that it is one.
  assert.instanceOf(handle, EventEmitter);
  let closed = 0;
  handle.on('close', () => closed++);
  await handle.writeFile('one\ntwo\n');
  expect(await handle.read(Buffer.alloc(3), 0, 3, 0)).toMatchObject({ bytesRead: 3, buffer: Buffer.from('one') });
  const lines: string[] = [];
  for await (const line of handle.readLines({ start: 0, autoClose: false })) lines.push(line);
  expect(lines).toEqual(['one', 'two']);
  const pending = handle.write('three');
  await Promise.all([handle.close(), pending]);
  expect([closed, handle.fd, fs.readFileSync(`${root}/a`, 'utf8')]).toEqual([1, -1, 'one\ntwo\nthree']);
  await expect(handle.stat()).rejects.toMatchObject({ message: 'file closed', code: 'EBADF' });
});

test('a handle as a web stream, and disposed', async () => {
  const { root } = simulate();
  fs.writeFileSync(`${root}/a`, 'web');
  const handle = await promises.open(`${root}/a`);
  expect(await new Response(handle.readableWebStream({ type: 'bytes' }) as unknown as ReadableStream).text()).toBe('web');
  await handle[Symbol.asyncDispose]();
  expect(handle.fd).toBe(-1);
});

test('mkdtemp takes its name from the seeded source, and promisified functions keep their named results', async () => {
  const { root } = simulate();
  expect(fs.mkdtempSync(`${root}/t-`)).toBe(`${root}/t-FFFFFF`);
  const fd = fs.openSync(`${root}/a`, 'w+');
  expect(await promisify(fs.write)(fd, 'abc')).toEqual({ bytesWritten: 3, buffer: 'abc' });
  expect(await promisify(fs.exists)(`${root}/a`)).toBe(true);
});

test('an aborted signal stops it before and in between', async () => {
  const { root, events } = simulate();
  const before = promises.writeFile(`${root}/a`, 'x', { signal: AbortSignal.abort('why') });
  await expect(before).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'why' });
  expect(events).toEqual([]);
  const controller = new AbortController();
  const during = promises.writeFile(`${root}/a`, Buffer.alloc(2_000_000), { signal: controller.signal });
  setImmediate(() => setImmediate(() => controller.abort()));
  await expect(during).rejects.toMatchObject({ code: 'ABORT_ERR' });
  expect(fs.statSync(`${root}/a`).size).toBeLessThan(2_000_000);
});
