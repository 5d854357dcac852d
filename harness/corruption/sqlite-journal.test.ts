import { expect, test } from 'vitest';
import { isSqliteJournal } from './sqlite-journal.ts';

const MAIN = Buffer.from('SQLite format 3\0...');
const WAL = Buffer.from('377f0682002de218', 'hex');

test.each<[string, boolean, string, { [path: string]: Buffer }]>([
  ['a write-ahead log beside its database', true, 'a.db-wal', { 'a.db': MAIN, 'a.db-wal': WAL }],
  ['a rollback journal', true, 'a.db-journal', { 'a.db': MAIN, 'a.db-journal': Buffer.from('d9d505f920a163d7', 'hex') }],
  ['the index of a write-ahead log', true, 'a.db-shm', { 'a.db': MAIN, 'a.db-shm': Buffer.from('18e22d00', 'hex') }],
  ['the database', false, 'a.db', { 'a.db': MAIN, 'a.db-wal': WAL }],
  ['a database that is named as one', false, 'a.db-wal', { 'a.db': MAIN, 'a.db-wal': MAIN }],
  ['a log of something else', false, 'a.json-wal', { 'a.json': Buffer.from('{}'), 'a.json-wal': WAL }],
  ['a log without its database', false, 'a.db-wal', { 'a.db-wal': WAL }],
  ['a log of JSON with that name', false, 'a.db-wal', { 'a.db': MAIN, 'a.db-wal': Buffer.from('{"a":1}\n') }],
  ['a file that is not there', false, 'a.db-wal', { 'a.db': MAIN }],
])('%s: %s', (_, expected, path, files) => {
  expect(isSqliteJournal(path, new Map(Object.entries(files)))).toBe(expected);
});
