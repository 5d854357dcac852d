import type { Operation } from '../../../model/operation.ts';
import type { LastLook } from '../../together.ts';
import type { ClientHost } from './client-host.ts';

export interface LeakTrial {
  /** Both empty. */
  readonly directories: readonly [string, string];
  readonly setup: readonly Operation[];
  readonly sessions: readonly string[];
  readonly callMs: number;
}

/** Whether a store on one directory sees, in the same process, what was written to one on another directory before. */
export async function leaksState(host: ClientHost, trial: LeakTrial): Promise<boolean> {
  const { directories, setup, sessions, callMs } = trial;
  const [first, second] = directories;
  host.begin({ do: 'begin', directory: first, seed: 1 });
  await host.ask({ do: 'open', instance: 0, path: 'plain' }, callMs);
  await host.ask({ do: 'setup', instance: 0, operations: setup }, callMs);
  await host.ask({ do: 'flush', instance: 0 }, callMs);
  await host.ask({ do: 'end' }, callMs);
  host.begin({ do: 'begin', directory: second, seed: 2 });
  await host.ask({ do: 'open', instance: 0, path: 'plain' }, callMs);
  const looked = await host.ask({ do: 'look', instance: 0, sessions }, callMs);
  return looked.how === 'done' && looked.answer.lastLook !== undefined && showsSomething(looked.answer.lastLook);
}

function showsSomething({ read, listed }: LastLook): boolean {
  if (listed !== undefined && 'sessions' in listed && listed.sessions.length > 0) return true;
  return Object.values(read).some((result) => 'state' in result && result.state !== null);
}
