import type { Pids } from '../../harness/contract/registry.ts';

/** A process that is meant, and no other one that has its pid later. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly pidStartedAtMs?: number | undefined;
}

/** `unknown`: there is a process, and nothing tells whether it is the one that is meant. */
export type Liveness = 'alive' | 'gone' | 'unknown';

/**
 * Whether a process is alive. A pid that is denied (EPERM) belongs to somebody who is; a zombie has ended; and a process that started at
 * another time is another one.
 */
export function livenessOf({ pid, pidStartedAtMs }: ProcessIdentity, pids: Pids): Liveness {
  const { state, startedAtMs } = pids.look(pid);
  if (state === 'dead' || state === 'zombie') return 'gone';
  if (pidStartedAtMs === undefined || startedAtMs === undefined) return 'unknown';
  return pidStartedAtMs === startedAtMs ? 'alive' : 'gone';
}
