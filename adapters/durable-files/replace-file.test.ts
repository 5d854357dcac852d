import { chmod, chown, type FileHandle, mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { JsonlLogStore } from '../jsonl-log/jsonl-log-store.ts';
import { removeFile, replaceFile } from './replace-file.ts';

let dir: string;
let file: string;
let handles: FileHandle;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'crashworthy-'));
  file = path.join(dir, 'file');
  const handle = await open(dir);
  handles = Object.getPrototypeOf(handle);
  await handle.close();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(dir, { recursive: true });
});

/** Lets the n-th call of a method of every file handle fail, from 1. */
function failCall(method: 'sync' | 'write', nth: number): void {
  const original = handles[method] as (...given: unknown[]) => Promise<unknown>;
  let calls = 0;
  vi.spyOn(handles, method).mockImplementation(function (this: FileHandle, ...given: unknown[]) {
    calls += 1;
    return (
      calls === nth ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : original.apply(this, given)
    ) as never;
  });
}

/** Lets every write store at most `bytes` bytes, and say so. */
function shortenWrites(bytes: number): void {
  const original = handles.write as (...given: unknown[]) => Promise<unknown>;
  vi.spyOn(handles, 'write').mockImplementation(function (this: FileHandle, ...given: unknown[]) {
    return original.call(this, given[0], given[1], Math.min(bytes, Number(given[2])), given[3]) as never;
  });
}

const old = Buffer.from('old');
const fresh = Buffer.from('fresh');

test('replaces, creates and removes, and leaves nothing else', async () => {
  await replaceFile(file, old, undefined);
  await replaceFile(file, fresh, old);
  expect([await readFile(file, 'utf8'), await readdir(dir)]).toEqual(['fresh', ['file']]);
  expect([await removeFile(file), await removeFile(file), await readdir(dir)]).toEqual([true, false, []]);
});

test.each<[method: 'sync' | 'write', nth: number]>([
  ['write', 1],
  ['sync', 1],
  ['sync', 2],
])('when %s number %i fails, the old content is in place', async (method, nth) => {
  await replaceFile(file, old, undefined);
  failCall(method, nth);
  await expect(replaceFile(file, fresh, old)).rejects.toThrow('EIO');
  expect([await readFile(file, 'utf8'), await readdir(dir)]).toEqual(['old', ['file']]);
});

test('when the directory cannot be synchronised, what was new is gone and what was removed is back', async () => {
  failCall('sync', 2);
  await expect(replaceFile(file, fresh, undefined)).rejects.toThrow('EIO');
  expect(await readdir(dir)).toEqual([]);
  vi.restoreAllMocks();
  await replaceFile(file, old, undefined);
  failCall('sync', 1);
  await expect(removeFile(file)).rejects.toThrow('EIO');
  expect([await readFile(file, 'utf8'), await readdir(dir)]).toEqual(['old', ['file']]);
});

test('mode and owner stay, whatever the umask', async () => {
  await replaceFile(file, old, undefined);
  for (const mode of [0o600, 0o666]) {
    await chmod(file, mode);
    await replaceFile(file, fresh, old);
    expect((await stat(file)).mode & 0o777).toBe(mode);
  }
  if (process.getuid?.() !== 0) return;
  await chown(file, 1234, 1235);
  await replaceFile(file, fresh, old);
  expect(await stat(file)).toMatchObject({ uid: 1234, gid: 1235 });
});

test('short writes are completed', async () => {
  shortenWrites(2);
  await replaceFile(file, Buffer.from('a longer text'), undefined);
  expect(await readFile(file, 'utf8')).toBe('a longer text');
});

test.each<[method: 'sync' | 'write']>([['write'], ['sync']])(
  'an append whose %s fails is taken back, and the next one stands',
  async (method) => {
    const store = await JsonlLogStore.open(dir);
    await store.append('a', 0);
    failCall(method, 1);
    await expect(store.append('a', 'refused')).rejects.toThrow('EIO');
    vi.restoreAllMocks();
    shortenWrites(7);
    await store.append('a', 1);
    expect(await store.read('a')).toEqual({ records: [0, 1] });
    expect(await readdir(dir)).toEqual(['s-a.jsonl']);
  },
);
