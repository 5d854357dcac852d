import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isExecutable } from '../../../is-executable.ts';

/** Where Debian and its kind keep the programs of a Postgres, which are not on PATH there. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';
/** Servers are here, and on the PATH of root alone. */
const FOR_ROOT = ['/usr/sbin', '/usr/libexec'];

/** The absolute path of a program on PATH, or where Debian and its kind put servers; `undefined` where there is none. */
export function findProgram(name: string): string | undefined {
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter((directory) => path.isAbsolute(directory));
  return [...onPath, ...debianDirectories(), ...FOR_ROOT].map((directory) => path.join(directory, name)).find(isExecutable);
}

function debianDirectories(): string[] {
  try {
    const versions = readdirSync(POSTGRES_VERSIONS).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => path.join(POSTGRES_VERSIONS, version, 'bin'));
  } catch {
    return [];
  }
}
