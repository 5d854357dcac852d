import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DirectoryImages, entriesOf, hashOf } from './directory-image.ts';

let directory: string;
let images: DirectoryImages;

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'images-'));
  images = new DirectoryImages(directory);
});

afterEach(() => rmSync(directory, { recursive: true }));

test('one modification time for everything', async () => {
  await images.restore(await images.empty());
  mkdirSync(live('sub'));
  writeFileSync(live('sub', 'a'), 'text');
  const image = await images.take();
  await images.restore(await images.retimed(image, 1_000_000));
  expect([live('sub'), live('sub', 'a')].map((file) => statSync(file).mtimeMs)).toEqual([1_000_000, 1_000_000]);
  expect(statSync(path.join(image.path, 'data', 'sub', 'a')).mtimeMs).not.toBe(1_000_000);
});

const live = (...names: string[]): string => path.join(images.live, 'data', ...names);

test('a disk is taken away, put back and looked at, with all that is in it', async () => {
  await images.restore(await images.empty());
  mkdirSync(live('sub'));
  writeFileSync(live('sub', 'a'), 'text');
  linkSync(live('sub', 'a'), live('twin'));
  symlinkSync('sub/a', live('link'));
  utimesSync(live('sub', 'a'), 1000, 1000);
  const image = await images.take();
  expect(existsSync(images.live)).toBe(false);
  await images.restore(image);
  expect(readFileSync(live('link'), 'utf8')).toBe('text');
  expect(statSync(live('twin'))).toMatchObject({ ino: statSync(live('sub', 'a')).ino, mtimeMs: 1_000_000 });
  expect(entriesOf(image).map(({ path: name, kind, size, target }) => [name, kind, size, target])).toEqual([
    ['link', 'symlink', 5, 'sub/a'],
    ['sub', 'directory', 0, undefined],
    ['sub/a', 'file', 4, undefined],
    ['twin', 'file', 4, undefined],
  ]);
});

test.each<[what: string, change: () => void, equal: boolean]>([
  ['nothing', () => {}, true],
  ['times', () => utimesSync(live('a'), 5, 5), true],
  ['a byte', () => writeFileSync(live('a'), 'texT'), false],
  ['a name', () => writeFileSync(live('b'), ''), false],
  ['what lies in the temporary directory', () => writeFileSync(path.join(images.live, 'tmp', 'b'), ''), false],
  ['a directory', () => rmSync(live('c'), { recursive: true }), false],
  [
    'a file for a directory',
    () => {
      rmSync(live('c'), { recursive: true });
      writeFileSync(live('c'), '');
    },
    false,
  ],
])('hashes tell trees apart: %s', async (_, change, equal) => {
  await images.restore(await images.empty());
  writeFileSync(live('a'), 'text');
  mkdirSync(live('c'));
  const before = await images.take();
  await images.restore(before);
  change();
  expect(hashOf(await images.take()) === hashOf(before)).toBe(equal);
});

test('without a path: the rest', async () => {
  await images.restore(await images.empty());
  mkdirSync(live('sub'));
  writeFileSync(live('sub', 'a'), '');
  writeFileSync(live('b'), '');
  const image = await images.take();
  expect(entriesOf(await images.without(image, 'sub')).map(({ path: name }) => name)).toEqual(['b']);
  expect(entriesOf(image)).toHaveLength(3);
});
