import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { CHILD_MARK } from '../host/simulated/mark-children.ts';

export function newChildMark(): string {
  return randomUUID();
}

/** A child that starts others while it is looked for is looked for again. */
const MOST_ROUNDS = 10;

/**
 * Kills every process that a run's store has left behind: those with the run's mark in their environment. On Linux, where that can be seen;
 * elsewhere nothing happens.
 */
export async function endChildren(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = await marked(`${CHILD_MARK}=${mark}`);
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }
}

async function marked(entry: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const looked = await Promise.all(pids.map(async (pid) => ((await isMarked(pid, entry)) ? [pid] : [])));
  return looked.flat().filter((pid) => pid !== process.pid);
}

/** A zombie has no environment any more, and processes of others show theirs to nobody. */
async function isMarked(pid: number, entry: string): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').includes(entry);
  } catch {
    return false;
  }
}
