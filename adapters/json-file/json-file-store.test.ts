import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fields } from '../../harness/contract/session-store.ts';
import { JsonFileStore } from './json-file-store.ts';

let dir: string;
let store: JsonFileStore;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'crashworthy-'));
  store = await JsonFileStore.open(dir);
});
afterEach(() => rm(dir, { recursive: true }));

test('create refuses an id that is taken, patch and touch one that is not', async () => {
  await store.create('a', { n: 1 });
  await expect(store.create('a', { n: 2 })).rejects.toThrow('Session "a" exists already');
  await expect(store.patch('b', { n: 2 })).rejects.toThrow('There is no session "b"');
  await expect(store.touch('b')).rejects.toThrow('There is no session "b"');
  await store.touch('a');
  expect([await store.read('a'), await store.read('b')]).toEqual([{ fields: { n: 1 } }, null]);
});

test('concurrent patches all survive, through instances and spellings of the directory too', async () => {
  await symlink(dir, `${dir}-alias`);
  const alias = await JsonFileStore.open(`${dir}-alias`);
  await store.create('a', {});
  const names = Array.from({ length: 40 }, (_, n) => `f${n}`);
  await Promise.all(names.map((name, n) => (n % 2 ? alias : store).patch('a', { [name]: n })));
  await rm(`${dir}-alias`);
  expect(Object.keys((await store.read('a'))?.fields ?? {})).toHaveLength(40);
  expect(await readdir(dir)).toEqual(['s-a.json']);
});

test('of many who consume a session one gets it', async () => {
  const other = await JsonFileStore.open(dir);
  await store.create('a', {});
  const won = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? other : store).consume('a')));
  expect(won.filter((mine) => mine)).toHaveLength(1);
  expect([await store.read('a'), await other.consume('never there'), await readdir(dir)]).toEqual([null, false, []]);
});

test('payloads come back exactly, and are copied when they come in', async () => {
  const fields = JSON.parse('{"__proto__":{"deep":[-0]},"lone":"\\ud800","gone":1}') as Fields;
  const created = store.create('__proto__', fields);
  fields.lone = 'changed later';
  await created;
  await store.patch('__proto__', { gone: undefined } as unknown as Fields);
  const read = (await store.read('__proto__'))?.fields ?? {};
  expect(JSON.stringify(read)).toBe('{"__proto__":{"deep":[0]},"lone":"\\ud800","gone":1}');
  expect(await store.list()).toEqual(['__proto__']);
  await expect(store.patch('__proto__', { bad: Number.NaN })).rejects.toThrow('cannot be stored as given');
});

test.each<[what: string, damage: (good: Buffer) => string | Buffer]>([
  ['empty', () => ''],
  ['cut', (good) => good.subarray(0, -3)],
  ['without its newline', (good) => good.subarray(0, -1)],
  ['NUL-filled', (good) => Buffer.alloc(good.length)],
  ['changed in a value', (good) => good.toString().replace('"kept"', '"kelp"')],
  ['glued', (good) => Buffer.concat([good, good])],
  ['null', () => 'null'],
  ['another session', (good) => good.toString().replace('"id":"a"', '"id":"b"')],
])('a file that is %s is an error that names the session, and is left as it is', async (_, damage) => {
  await store.create('a', { text: 'kept' });
  await store.create('other', {});
  const file = path.join(dir, 's-a.json');
  const damaged = Buffer.from(damage(await readFile(file)));
  await writeFile(file, damaged);
  await expect(store.read('a')).rejects.toThrow('Session "a" cannot be read');
  await expect(store.patch('a', {})).rejects.toThrow('Session "a" cannot be read');
  await expect(store.create('a', {})).rejects.toThrow('Session "a" cannot be read');
  await expect(store.consume('a')).rejects.toThrow('Session "a" cannot be read');
  expect((await readFile(file)).equals(damaged)).toBe(true);
  expect((await store.list()).sort()).toEqual(['a', 'other']);
  expect(await store.read('other')).toEqual({ fields: {} });
  await store.delete('a');
  expect(await store.read('a')).toBe(null);
});

test('a link or a directory in place of a file is not taken for no session', async () => {
  await symlink('nowhere', path.join(dir, 's-link.json'));
  await mkdir(path.join(dir, 's-dir.json'));
  for (const session of ['link', 'dir']) await expect(store.read(session)).rejects.toThrow(`Session "${session}" cannot be read`);
});

test('long ids are listed from their files, and damage hides no other', async () => {
  const [one, two] = ['x'.repeat(300), 'y'.repeat(300)];
  await store.create(one, {});
  await store.create(two, {});
  expect((await store.list()).sort()).toEqual([one, two]);
  const [first] = (await readdir(dir)).sort();
  await writeFile(path.join(dir, first ?? ''), '{');
  expect(await store.list()).toHaveLength(1);
});

test('debris is swept when it opens, and never listed', async () => {
  await writeFile(path.join(dir, '.tmp-4194305-0-00-1'), 'half');
  expect(await store.list()).toEqual([]);
  await JsonFileStore.open(dir);
  expect(await readdir(dir)).toEqual([]);
});

test('close waits for what was started and refuses what comes after', async () => {
  const started = store.create('a', { text: 'x'.repeat(1_500_000) });
  await store.close();
  expect((await (await JsonFileStore.open(dir)).read('a'))?.fields?.text).toHaveLength(1_500_000);
  await started;
  await expect(store.patch('a', {})).rejects.toThrow('closed');
});
