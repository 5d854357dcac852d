import { type ChildProcess, spawn } from 'node:child_process';
import { Disk } from '../disk.ts';
import type { DiskSnapshot } from '../snapshot.ts';
import { MountedPlace } from './mounted-place.ts';

export const EMPTY: DiskSnapshot = Disk.empty(0).snapshot();

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program inside a place, and how it ends. */
export function run(
  place: MountedPlace,
  cwd: string,
  file: string,
  ...args: string[]
): { child: ChildProcess; ended: Promise<Ended> } {
  const [command, all] = place.inside(file, args, { cwd });
  const child = spawn(command, all, { stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** A shell script inside a place. What it says on stdout. */
export async function shell(place: MountedPlace, cwd: string, script: string): Promise<string> {
  const { code, signal, stdout, stderr } = await run(place, cwd, 'sh', '-c', script).ended;
  if (code !== 0) throw new Error(`it ended with ${code ?? signal}: ${stderr}`);
  return stdout;
}

/** A Python program inside a place. What it says on stdout. */
export async function python(place: MountedPlace, cwd: string, program: string): Promise<string> {
  const { code, signal, stdout, stderr } = await run(place, cwd, 'python3', '-c', program).ended;
  if (code !== 0) throw new Error(`it ended with ${code ?? signal}: ${stderr}`);
  return stdout;
}

/** Why there is no Python with what the programs need, in a sentence; `undefined` where there is. Only where something can be mounted. */
export async function lackingPython(): Promise<string | undefined> {
  const place = await MountedPlace.start();
  try {
    await python(place, '/', 'import ctypes, dbm.dumb, fcntl, mmap, shelve, sqlite3');
    return undefined;
  } catch {
    return 'there is no python3 with sqlite3';
  } finally {
    await place.dispose();
  }
}
