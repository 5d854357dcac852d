import { randomBytes } from 'node:crypto';
import { readdir, unlink } from 'node:fs/promises';
import path from 'node:path';

const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * A path in `directory` that nobody else uses: worker threads share a pid and containers all have pid 1, hence the random part.
 * The name says who made it and when, which is all that `sweepTemporaryFiles` needs.
 */
export function temporaryPath(directory: string): string {
  const name = ['.tmp', process.pid, Date.now().toString(36), randomBytes(8).toString('hex')].join('-');
  return path.join(directory, name);
}

/**
 * Removes temporary files that nobody will finish: their process is dead, or they are older than an hour, since a pid may be
 * in use again. Others are left alone, because another process may be about to rename one. Never fails: debris harms nothing.
 */
export async function sweepTemporaryFiles(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  await Promise.all(names.filter(isAbandoned).map((name) => unlink(path.join(directory, name)).catch(() => {})));
}

function isAbandoned(name: string): boolean {
  const [, pid, madeAt] = /^\.tmp-(\d+)-([0-9a-z]+)-/.exec(name) ?? [];
  if (pid === undefined || madeAt === undefined) return false;
  return !isAlive(Number(pid)) || Math.abs(Date.now() - Number.parseInt(madeAt, 36)) > ABANDONED_AFTER_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
