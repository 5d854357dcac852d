import { spawn } from 'node:child_process';
import { descendantsOf } from '../own-time/tasks.ts';
import { pastShim } from './past-shim.ts';
import type { ProgramCommand, ProgramEnd, RunningProgram } from './program.ts';

/** Captured at load: simulated processes have pids of their own. */
const sendSignal = process.kill.bind(process);

/** Starts the program in a process group of its own, which is killed as a whole, whatever has become of the program itself. */
export function spawnInOwnGroup(command: ProgramCommand): RunningProgram {
  return start(command, true, (pid) => {
    const started = descendantsOf(pid);
    kill(-pid);
    for (const one of started) kill(one);
  });
}

/**
 * Starts the program in the process group of whoever starts it, for a store's process: it is killed together with that one, at once. Alone it is killed with
 * the processes below it.
 */
export function spawnInGroupOfStarter(command: ProgramCommand): RunningProgram {
  return start(command, false, (pid) => {
    const started = descendantsOf(pid);
    kill(pid);
    for (const one of started) kill(one);
  });
}

function start(command: ProgramCommand, detached: boolean, killAll: (pid: number) => void): RunningProgram {
  const { argv, cwd, env } = pastShim(command);
  const [file = '', ...args] = argv;
  const child = spawn(file, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached,
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
  });
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
  ended.catch(() => {});
  const { stdin, stdout, stderr, pid } = child;
  return { pid, stdin, stdout, stderr, ended, killAll: () => (pid === undefined ? undefined : killAll(pid)) };
}

function kill(pid: number): void {
  try {
    sendSignal(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
