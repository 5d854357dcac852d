import { expect, test } from 'vitest';
import type { ImageEntry } from '../../harness/host/host.ts';
import { raised, versionNumbersOf } from './version-numbers.ts';

const file = (path: string, content: string): ImageEntry => ({
  path,
  kind: 'file',
  size: content.length,
  content: Buffer.from(content),
});

test('what bears the name of a version, and is the same in all files at all times, is one', () => {
  const before = [file('a.json', '{"version":2,"rev":1}'), file('b.jsonl', '{"version": 2}\n{"text":"x"}\n')];
  const after = [file('a.json', '{"version":2,"rev":2}')];
  expect(versionNumbersOf([before, after])).toEqual([{ key: 'version', value: 2, checked: false }]);
});

test('what counts changes is none, nor what is not in all files at all times', () => {
  expect(versionNumbersOf([[file('a.json', '{"version":1}')], [file('a.json', '{"version":2}')]])).toEqual([]);
  expect(versionNumbersOf([[file('a.json', '{"version":1}')], [file('a.json', '{}')]])).toEqual([]);
  expect(versionNumbersOf([[file('a.txt', '"version":1')]])).toEqual([]);
});

test('a checksum beside it is noticed', () => {
  expect(versionNumbersOf([[file('a.json', '{"format":1,"crc":12}')]])).toEqual([{ key: 'format', value: 1, checked: true }]);
});

test('a file of its own, an SQLite database, a version in three parts', () => {
  expect(versionNumbersOf([[file('VERSION', '3\n')]])).toEqual([{ key: '', value: 3, checked: false }]);
  const database = Buffer.alloc(4096);
  database.write('SQLite format 3\0', 'latin1');
  database.writeUInt32BE(7, 60);
  const entry = { ...file('s.db', ''), content: database };
  expect(versionNumbersOf([[entry]])).toEqual([{ key: 'user_version', value: 7, checked: false }]);
  expect(raised({ key: 'schemaVersion', value: '1.4.2', checked: false })).toEqual({ key: 'schemaVersion', to: '101.4.2' });
});
