import path from 'node:path';
import type { FsEvent } from '../../harness/disk/trace.ts';
import type { EscapeDeviation } from './deviation.ts';
import type { LivedTrial } from './live-trial.ts';

/** The store's directory, in the paths of a trace; beside it is what `os.tmpdir()` gives. */
const DIRECTORY = '/data';
const TEMPORARY = '/tmp';

/** In every id that leads outside: what carries it in its name, was reached by the id. */
export const ESCAPE_MARK = 'escaped';

/**
 * Calls that only ask where a path leads: that is how a careful store finds out that it must refuse. And calls through a descriptor, which was
 * opened before.
 */
const ASKING: ReadonlySet<string> = new Set([
  'realpath',
  'stat',
  'lstat',
  'readlink',
  'access',
  'statfs',
  'fstat',
  'close',
  'read',
  'readv',
  'write',
  'writev',
  'ftruncate',
  'fsync',
  'fdatasync',
  'fchmod',
  'fchown',
  'futimes',
]);

/** The directories outside the store's that were used with ids that nobody can mind: lock files beside the directory, temporary ones. */
export function outsideDirectories(lived: LivedTrial<unknown>): ReadonlySet<string> {
  return new Set(outsideCalls(lived).map(({ target }) => path.posix.dirname(target)));
}

/** Calls that reached outside the directory, and that plain ids do not lead to. Pure. */
export function escapesOf(lived: LivedTrial<unknown>, usual: ReadonlySet<string>): EscapeDeviation[] {
  if (lived.trial.kind !== 'ids') return [];
  return outsideCalls(lived)
    .filter(({ target }) => path.posix.basename(target).includes(ESCAPE_MARK) || !isUsual(target, usual))
    .map(({ event, target }) => ({ kind: 'escaped', event, path: path.posix.relative(DIRECTORY, target) }));
}

function isUsual(target: string, usual: ReadonlySet<string>): boolean {
  return usual.has(path.posix.dirname(target)) || isWithin(target, TEMPORARY);
}

function outsideCalls({ lives }: LivedTrial<unknown>): { event: FsEvent; target: string }[] {
  return lives.flatMap(({ life }) =>
    life.trace.flatMap((event) => {
      // A call that failed has reached nothing.
      if (event.type !== 'fs' || event.error !== undefined || ASKING.has(event.primitive)) return [];
      return targetsOf(event).flatMap((target) => (isWithin(target, DIRECTORY) ? [] : [{ event, target }]));
    }),
  );
}

/** The paths that a call is about. What a symbolic link is to point to is not looked at when it is made. */
function targetsOf({ primitive, path: first, to }: FsEvent): string[] {
  return (primitive === 'symlink' ? [to] : [first, to]).flatMap((one) =>
    one?.startsWith('/') === true ? [path.posix.normalize(one)] : [],
  );
}

function isWithin(target: string, directory: string): boolean {
  return target === directory || target.startsWith(`${directory}/`);
}
