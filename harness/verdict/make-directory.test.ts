import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDirectory } from './make-directory.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'make-directory-'));
});
afterEach(() => rm(dir, { recursive: true }));

test.each(['a', 'a/b/c', '.'])('makes %s', async (name) => {
  await makeDirectory(path.join(dir, name));
  await makeDirectory(path.join(dir, name));
  expect((await stat(path.join(dir, name))).isDirectory()).toBe(true);
});

test('a file in the way is an error', async () => {
  await writeFile(path.join(dir, 'file'), '');
  await expect(makeDirectory(path.join(dir, 'file'))).rejects.toThrow('EEXIST');
  await expect(makeDirectory(path.join(dir, 'file', 'below'))).rejects.toThrow('ENOTDIR');
});

test.runIf(process.platform === 'linux')('where nothing can be made it ends', async () => {
  await expect(makeDirectory('/proc/crashworthy/below')).rejects.toThrow('ENOENT');
});
