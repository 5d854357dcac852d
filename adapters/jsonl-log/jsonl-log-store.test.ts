import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JsonlLogStore } from './jsonl-log-store.ts';
import { encodeLine } from './log-line.ts';

let dir: string;
let store: JsonlLogStore;
let file: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'crashworthy-'));
  store = await JsonlLogStore.open(dir);
  file = path.join(dir, 's-a.jsonl');
});
afterEach(() => rm(dir, { recursive: true }));

const RECORDS = ['zero', { one: 'é' }, ['two', null]];
const write = async () => {
  for (const record of RECORDS) await store.append('a', record);
  return readFile(file);
};
const readNew = async () => (await (await JsonlLogStore.open(dir)).read('a'))?.records;

test('a torn tail is skipped by readers and cut off by the next append, wherever it was torn', async () => {
  const good = await write();
  const lastLine = good.lastIndexOf('\n', good.length - 2) + 1;
  for (let cut = lastLine; cut < good.length; cut++) {
    await writeFile(file, good.subarray(0, cut));
    const complete = cut === good.length - 1;
    expect(await readNew()).toEqual(complete ? RECORDS : RECORDS.slice(0, 2));
    await (await JsonlLogStore.open(dir)).append('a', 'new');
    expect(await readNew()).toEqual(complete ? [...RECORDS, 'new'] : [...RECORDS.slice(0, 2), 'new']);
  }
  expect(await readdir(dir)).toEqual(['s-a.jsonl']);
});

const LINES = (good: Buffer): string[] => good.toString().split('\n').slice(0, -1);
const joined = (lines: readonly (string | undefined)[]): string => `${lines.join('\n')}\n`;

test.each<[what: string, damage: (good: Buffer) => string | Buffer, records: unknown[]]>([
  ['a bit flip', (good) => good.toString().replace('é', 'è'), ['zero', ['two', null]]],
  ['glued lines', (good) => good.toString().replace('}\n{"check"', '}{"check"').replace('"zero"}\n', '"zero"}'), RECORDS],
  ['swapped lines', (good) => joined([0, 3, 2, 1].map((n) => LINES(good)[n])), RECORDS],
  ['a repeated line', (good) => joined([0, 1, 1, 2, 3].map((n) => LINES(good)[n])), RECORDS],
  ['a missing line', (good) => joined([0, 1, 3].map((n) => LINES(good)[n])), ['zero', ['two', null]]],
  ['no header', (good) => joined(LINES(good).slice(1)), RECORDS],
  ['two headers', (good) => joined([0, 0, 1, 2, 3].map((n) => LINES(good)[n])), RECORDS],
  ['CR LF', (good) => good.toString().replaceAll('\n', '\r\n'), RECORDS],
  ['a byte order mark', (good) => `\ufeff${good}`, RECORDS],
  ['a block of NULs', (good) => Buffer.concat([good.subarray(0, -9), Buffer.alloc(40), Buffer.from('\n')]), RECORDS.slice(0, 2)],
  ['garbage in between', (good) => joined([...LINES(good).slice(0, 2), 'null', '{}', ...LINES(good).slice(2)]), RECORDS],
])(
  '%s: every intact record comes back, the file is untouched by reading and saved before writing',
  async (_, damage, records) => {
    const damaged = Buffer.from(damage(await write()));
    await writeFile(file, damaged);
    expect(await readNew()).toEqual(records);
    expect((await readFile(file)).equals(damaged)).toBe(true);
    await (await JsonlLogStore.open(dir)).append('a', 'after');
    expect(await readNew()).toEqual([...records, 'after']);
    const kept = (await readdir(dir)).filter((name) => name.endsWith('.corrupt'));
    expect(kept).toHaveLength(1);
    expect((await readFile(path.join(dir, kept[0] ?? ''))).equals(damaged)).toBe(true);
    expect(await store.list()).toEqual(['a']);
  },
);

test.each<[what: string, content: (good: Buffer) => string | Buffer]>([
  ['empty', () => ''],
  ['NULs', (good) => Buffer.alloc(good.length)],
  ['another JSON type', () => '42\n'],
  ['a header whose records are gone', (good) => good.subarray(0, good.indexOf('\n') + 1)],
  [
    'the log of another session',
    (good) => Buffer.from(good.toString().replace(/^.*\n/, encodeLine({ header: { format: 1, id: 'b', base: 1 } }))),
  ],
  [
    'of a newer format',
    (good) => Buffer.from(good.toString().replace(/^.*\n/, encodeLine({ header: { format: 2, id: 'a', base: 1 } }))),
  ],
])('%s: an error that names the session, and nothing is written', async (_, content) => {
  const damaged = Buffer.from(content(await write()));
  await writeFile(file, damaged);
  const reopened = await JsonlLogStore.open(dir);
  await expect(reopened.read('a')).rejects.toThrow('Session "a" cannot be read');
  await expect(reopened.append('a', 1)).rejects.toThrow('Session "a" cannot be read');
  await expect(reopened.rewrite('a', [])).rejects.toThrow('Session "a" cannot be read');
  expect((await readFile(file)).equals(damaged)).toBe(true);
  expect(await reopened.list()).toEqual(['a']);
});

test('concurrent appends keep every record once and in order, through two instances and above 512 KiB', async () => {
  const other = await JsonlLogStore.open(dir);
  const big = 'x'.repeat(600_000);
  const records = Array.from({ length: 12 }, (_, n) => ({ n, text: n % 4 === 0 ? big : 'small' }));
  await Promise.all(records.map((record, n) => (n % 2 ? other : store).append('a', record)));
  expect(await readNew()).toEqual(records);
});

test('compaction, then appends, through another instance that knew the old log', async () => {
  await write();
  const other = await JsonlLogStore.open(dir);
  await other.append('a', 'three');
  await store.rewrite('a', []);
  expect(await store.read('a')).toEqual({ records: [] });
  await other.append('a', 'four');
  await expect(store.rewrite('b', [])).rejects.toThrow('There is no session "b"');
  expect(await readNew()).toEqual(['four']);
});

test('a record that looks like a line is a record', async () => {
  const nested = JSON.parse(encodeLine({ n: 0, record: 'x' }));
  await store.append('a', [nested, encodeLine({ n: 0, record: 'x' })]);
  await store.append('a', '\u2028');
  expect(await readNew()).toEqual([[nested, encodeLine({ n: 0, record: 'x' })], '\u2028']);
});

test('what cannot be stored fails alone; after close everything does', async () => {
  await expect(store.append('a', Number.NaN)).rejects.toThrow('cannot store this');
  const appended = store.append('a', 1);
  await store.close();
  await appended;
  await expect(store.append('a', 2)).rejects.toThrow('closed');
  expect(await readNew()).toEqual([1]);
});
