import { setTimeout } from 'node:timers/promises';

/** Long enough for dozens of writers with a slow disk, and for the recovery of a database whose last user was killed. */
const PATIENCE_MS = 30_000;
const PAUSE_MAX_MS = 10;

/**
 * Does `task`, which runs in one go, as soon as no other connection has locked the database. SQLite's own waiting would block the thread,
 * pauses for 100 ms at a time where others come and go, and is left out where two connections wait for each other, as when both of
 * them switch a new database to write-ahead logging.
 *
 * @throws what `task` throws; SQLite's error of a locked database after half a minute of it.
 */
export async function whenFree<T>(task: () => T): Promise<T> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return task();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadlineMs) throw error;
    }
    // Of random length, or those who were refused together would come back together.
    await setTimeout(1 + Math.random() * PAUSE_MAX_MS);
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The reason in detail is in the higher bits of node:sqlite's number, and at the end of better-sqlite3's name.
  if ('errcode' in error && typeof error.errcode === 'number') return (error.errcode & 0xff) === SQLITE_BUSY;
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY');
}
