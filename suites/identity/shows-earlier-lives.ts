import type { Host } from '../../harness/host/host.ts';
import type { Trial } from './trial.ts';

/**
 * Whether a life on an empty directory, after those of this trial, shows any of its sessions: they can come from nowhere but the memory that all
 * lives of this process have in common, so that no later life would tell what is on its directory.
 */
export async function showsEarlierLives<Image>(host: Host<Image>, { sessions }: Trial): Promise<boolean> {
  const look = { do: 'snapshot', sessions } as const;
  const { report } = await host.live(await host.emptyImage(), { steps: [look] }, { incarnation: 0 });
  const [snapshot] = report.snapshots;
  if (snapshot === undefined) return true;
  const { read, listed } = snapshot;
  if (Object.values(read).some((result) => 'problem' in result || result.state !== null)) return true;
  return listed !== undefined && !('sessions' in listed && listed.sessions.length === 0);
}
