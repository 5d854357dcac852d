import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** The name of a process's mount namespace, such as `mnt:[4026532177]`; `undefined` for one that is gone or not ours to see. */
export function mountNamespaceOf(pid: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return undefined;
  }
}

/**
 * Kills every process in a mount namespace, whoever started it, until there is none. Only for a namespace of one's own.
 *
 * @param spared processes that stay.
 * @returns whether all are gone; some may be stuck in the kernel.
 */
export async function killAllIn(namespace: string, spared: readonly number[], patienceMs: number): Promise<boolean> {
  const endMs = Date.now() + patienceMs;
  for (;;) {
    const found = processesIn(namespace).filter((pid) => !spared.includes(pid));
    if (found.length === 0) return true;
    if (Date.now() > endMs) return false;
    for (const pid of found) kill(pid);
    await setTimeout(KILL_INTERVAL_MS);
  }
}

const KILL_INTERVAL_MS = 5;

/** Of any user, as far as one may see. */
export function processesIn(namespace: string): number[] {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => mountNamespaceOf(pid) === namespace);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
