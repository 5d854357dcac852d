import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import type { MountedPlace } from '../../disk/mount/mounted-place.ts';
import { pastShim } from '../stdio/past-shim.ts';
import type { ProgramCommand, RunningProgram, Spawner } from '../stdio/program.ts';
import { spawnInOwnGroup } from '../stdio/spawn-program.ts';

/** Starts programs where a mount is, each in a process group of its own. */
export function spawnerIn(place: MountedPlace): Spawner {
  return (command) => {
    const cwd = path.resolve(command.cwd ?? '.');
    const obstacle = whatIsInTheWay(command, cwd);
    // A shell inside would tell it in words of its own.
    if (obstacle !== undefined) return notRunning(obstacle);
    const {
      argv: [file = '', ...args],
      env,
    } = pastShim({ ...command, cwd });
    const [inside, all] = place.inside(file, args, { cwd });
    return spawnInOwnGroup({ argv: [inside, ...all], ...(env === undefined ? {} : { env }) });
  };
}

/** What the system would say, as far as it is known before. */
function whatIsInTheWay({ argv: [file = ''], env }: ProgramCommand, cwd: string): unknown {
  try {
    if (!statSync(cwd).isDirectory()) return Object.assign(new Error(`${cwd} is no directory`), { code: 'ENOENT' });
  } catch (error) {
    return error;
  }
  const searched = file.includes('/') ? [cwd] : (env?.PATH ?? process.env.PATH ?? '').split(path.delimiter);
  let found: unknown = Object.assign(new Error(`there is no ${file}`), { code: 'ENOENT' });
  for (const directory of searched) {
    const candidate = path.resolve(cwd, directory, file);
    try {
      if (!statSync(candidate).isFile()) throw Object.assign(new Error(`${candidate} is no file`), { code: 'EACCES' });
      accessSync(candidate, constants.X_OK);
      return undefined;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EACCES') found = error;
    }
  }
  return found;
}

function notRunning(obstacle: unknown): RunningProgram {
  const ended = Promise.reject(obstacle);
  ended.catch(() => {});
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  return { pid: undefined, stdin, stdout, stderr, ended, killAll: () => {} };
}
