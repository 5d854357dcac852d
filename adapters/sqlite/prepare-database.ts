import type { SqliteDatabase } from './open-database.ts';

const FORMAT = 1;

const TABLES = `
  CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, fields TEXT NOT NULL, used_ms INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS records (
    n INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS records_of_session ON records (session, n);
  PRAGMA user_version = ${FORMAT};
`;

const SAME_FORMAT = `PRAGMA user_version = ${FORMAT}`;

/**
 * Makes the connection one whose commits survive power loss, and creates the tables where they are missing. Others may do the same
 * at the same time; where that is in the way it throws SQLite's error of a locked database, and may simply be done again.
 *
 * With write-ahead logging a commit is durable once the log is synchronised, which `synchronous = FULL` says. (With a rollback journal
 * a commit is the removal of the journal, and FULL does not synchronise the directory after it.)
 */
export function prepareDatabase(database: SqliteDatabase): void {
  const mode = database.prepare('PRAGMA journal_mode = WAL').get();
  if (journalMode(mode) !== 'wal') throw new Error('The file system of the database does not allow write-ahead logging');
  // On macOS fsync alone does not reach the disk; elsewhere these two change nothing.
  database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON');
  inTransaction(database, 'IMMEDIATE', () => {
    const format = formatOf(database);
    if (format > FORMAT) throw new Error(`The database has format ${format}, which is newer than this store`);
    // Also where nothing is to be made: a process that died may have written a commit to the log and not synchronised it. Whoever opens the database
    // sees that commit, and what they tell their callers rests on it. A commit of their own synchronises the whole log.
    database.exec(format < FORMAT ? TABLES : SAME_FORMAT);
  });
}

/**
 * All that `task` does, or nothing of it. `IMMEDIATE` takes the write lock at once: a transaction that begins by reading could not
 * write any more after another one did.
 */
export function inTransaction<T>(database: SqliteDatabase, kind: 'IMMEDIATE' | 'DEFERRED', task: () => T): T {
  database.exec(`BEGIN ${kind}`);
  try {
    const result = task();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // After some errors, such as a full disk, SQLite has done so by itself.
  }
}

function journalMode(row: unknown): unknown {
  return typeof row === 'object' && row !== null && 'journal_mode' in row ? row.journal_mode : undefined;
}

function formatOf(database: SqliteDatabase): number {
  const row = database.prepare('PRAGMA user_version').get();
  return typeof row === 'object' && row !== null && 'user_version' in row ? Number(row.user_version) : 0;
}
