import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { isExecutable } from '../is-executable.ts';
import type { ProgramCommand } from './program.ts';

/** Managers of versions that put a script in front of each program, `ROOT/shims/python3`, which takes half a second to find the one that it stands for. */
const MANAGERS = ['pyenv', 'rbenv', 'nodenv', 'goenv', 'asdf'];
const WHICH_MS = 20_000;

const known = new Map<string, string>();

/**
 * The command with the program itself in the place of such a script, which would be asked thousands of times and always say the same. Any other command, and
 * one whose manager does not say, as it is.
 */
export function pastShim(command: ProgramCommand): ProgramCommand {
  const [file = '', ...args] = command.argv;
  const env = { ...process.env, ...command.env };
  const cwd = path.resolve(command.cwd ?? '.');
  const found = inPath(file, cwd, env.PATH);
  if (found === undefined || path.basename(path.dirname(found)) !== 'shims') return command;
  // Which version it is, they decide by these.
  const key = JSON.stringify([found, cwd, Object.entries(env).filter(([name]) => /^(PY|RB|NOD|GO)ENV_|^ASDF_/.test(name))]);
  const past = known.get(key) ?? standsFor(found, cwd, env);
  known.set(key, past);
  return past === found ? command : { ...command, argv: [past, ...args] };
}

function inPath(file: string, cwd: string, searched = ''): string | undefined {
  const folders = file.includes('/') ? [''] : searched.split(path.delimiter);
  return folders.map((folder) => path.resolve(cwd, folder, file)).find(isExecutable);
}

/** What the manager says; itself where it says nothing that could be started. */
function standsFor(shim: string, cwd: string, env: NodeJS.ProcessEnv): string {
  const root = path.dirname(path.dirname(shim));
  const manager = MANAGERS.map((name) => path.join(root, 'bin', name)).find(isExecutable);
  if (manager === undefined) return shim;
  try {
    const said = execFileSync(manager, ['which', path.basename(shim)], {
      cwd,
      env,
      encoding: 'utf8',
      timeout: WHICH_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return path.isAbsolute(said) && isExecutable(said) ? said : shim;
  } catch {
    return shim;
  }
}
