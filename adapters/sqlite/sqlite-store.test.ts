import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { packageVersion } from '../../harness/contract/import-from-project.ts';
import type { Fields } from '../../harness/contract/session-store.ts';
import { openDatabase } from './open-database.ts';
import { SqliteStore } from './sqlite-store.ts';

const available = isBuiltin('node:sqlite') || packageVersion('better-sqlite3') !== undefined;

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'crashworthy-'));
});
afterEach(() => rm(dir, { recursive: true }));

test.skipIf(available)('without a SQLite it says what to install', async () => {
  await expect(SqliteStore.open(dir)).rejects.toMatchObject({
    code: 'CW_PACKAGE_MISSING',
    message: expect.stringContaining('better-sqlite3'),
    hint: expect.stringContaining('Node 22.13'),
  });
  expect(await readdir(dir)).toEqual([]);
});

describe.skipIf(!available)('with a SQLite', () => {
  let store: SqliteStore;

  beforeEach(async () => {
    store = await SqliteStore.open(dir);
  });
  afterEach(() => store.close());

  test('create refuses an id that is taken, all else one that is not', async () => {
    await store.create('a', { n: 1 });
    await expect(store.create('a', { n: 2 })).rejects.toThrow('Session "a" exists already');
    const onB = [() => store.patch('b', {}), () => store.append('b', 1), () => store.rewrite('b', []), () => store.touch('b')];
    for (const operation of onB) await expect(operation()).rejects.toThrow('There is no session "b"');
    await store.touch('a');
    expect([await store.read('a'), await store.read('b')]).toEqual([{ fields: { n: 1 }, records: [] }, null]);
  });

  test('payloads and ids come back exactly, and are copied when they come in', async () => {
    const fields = JSON.parse('{"__proto__":{"deep":[-0]},"lone":"\\ud800","gone":1}') as Fields;
    const created = store.create('\ud800', fields);
    fields.lone = 'changed later';
    await created;
    await store.create('\udfff\0', {});
    await store.patch('\ud800', { gone: undefined } as unknown as Fields);
    const read = (await store.read('\ud800'))?.fields ?? {};
    expect(JSON.stringify(read)).toBe('{"__proto__":{"deep":[0]},"lone":"\\ud800","gone":1}');
    expect((await store.list()).sort()).toEqual(['\ud800', '\udfff\0']);
    await expect(store.patch('\ud800', { bad: Number.NaN })).rejects.toThrow('JSON has no form');
  });

  test('records keep their order, also beside those of others, and go away with their session', async () => {
    for (const session of ['a', 'b']) await store.create(session, {});
    for (const record of [0, 1, 2]) await Promise.all([store.append('a', record), store.append('b', record)]);
    await store.rewrite('a', ['compacted']);
    await store.append('a', 3);
    expect((await store.read('a'))?.records).toEqual(['compacted', 3]);
    expect((await store.read('b'))?.records).toEqual([0, 1, 2]);
    await store.delete('b');
    await store.create('b', {});
    expect(await store.read('b')).toEqual({ fields: {}, records: [] });
  });

  test('through two instances no patch is lost, and one of many consumers gets it', async () => {
    const other = await SqliteStore.open(`${dir}/../${path.basename(dir)}`);
    await store.create('a', {});
    const names = Array.from({ length: 40 }, (_, n) => `f${n}`);
    await Promise.all(names.map((name, n) => (n % 2 ? other : store).patch('a', { [name]: n })));
    expect(Object.keys((await store.read('a'))?.fields ?? {})).toHaveLength(40);
    const won = await Promise.all(names.map((_, n) => (n % 2 ? other : store).consume('a')));
    expect(won.filter((mine) => mine)).toHaveLength(1);
    expect([await other.read('a'), await store.consume('never there')]).toEqual([null, false]);
    await other.close();
  });

  test('who is kept out by another connection waits, without holding up its own process', async () => {
    await store.create('a', {});
    const foreign = await openDatabase(path.join(dir, 'sessions.db'));
    foreign.exec('BEGIN IMMEDIATE');
    const patched = store.patch('a', { n: 1 });
    await expect(Promise.race([patched, new Promise((resolve) => setTimeout(resolve, 50, 'waits'))])).resolves.toBe('waits');
    expect((await store.read('a'))?.fields).toEqual({});
    foreign.exec('COMMIT');
    foreign.close();
    await patched;
    expect((await store.read('a'))?.fields).toEqual({ n: 1 });
  });

  test('commits are written ahead and synchronised, nothing else stays in the directory, and Node does not warn', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    const database = await openDatabase(path.join(dir, 'sessions.db'));
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
    await store.create('a', {});
    await store.close();
    expect(await readdir(dir)).toEqual(['sessions.db']);
    await expect(store.read('a')).rejects.toThrow('The store is closed');
    store = await SqliteStore.open(dir);
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });

  test('a database of a newer version is refused and left alone', async () => {
    const database = await openDatabase(path.join(dir, 'sessions.db'));
    database.exec('PRAGMA user_version = 2');
    await expect(SqliteStore.open(dir)).rejects.toThrow('format 2, which is newer than this store');
    database.exec('PRAGMA user_version = 1');
    database.close();
  });
});
