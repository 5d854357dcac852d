import { readFileSync } from 'node:fs';
import { Failure } from '../../contract/failure.ts';
import { Patience } from '../own-time/patience.ts';

const LOOK_MS = 2;

/**
 * Kills the process that stands in a held call, with all that belongs to its program. It has to be alive until then, and dead afterwards.
 *
 * @param killAll kills the program; what it started and left alone may have to be killed by itself.
 * @param limitMs own time in which it has to be dead.
 * @throws {Failure} CW_KILL_MISSED
 */
export async function killHeld(pid: number, killAll: () => Promise<void>, limitMs: number): Promise<void> {
  if (!isAlive(pid)) throw missed(pid, 'had ended before it was killed');
  await killAll();
  if (!isAlive(pid)) return;
  kill(pid);
  let late = false;
  const patience = new Patience(limitMs, { pid }, () => {
    late = true;
  });
  while (!late && isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  patience.stop();
  if (isAlive(pid)) throw missed(pid, 'did not die of SIGKILL');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Whether it has not ended: one that nobody has waited for yet has. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !'ZX'.includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

function missed(pid: number, how: string): Failure {
  return new Failure('CW_KILL_MISSED', `Process ${pid}, which stood in front of the crash point, ${how}.`, { blame: 'harness' });
}
