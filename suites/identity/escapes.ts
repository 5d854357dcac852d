import path from 'node:path';
import type { FsEvent } from '../../harness/disk/trace.ts';
import type { EscapeDeviation } from './deviation.ts';
import type { LivedTrial } from './live-trial.ts';
import { PLAIN_MARK } from './trial.ts';

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

/** What a store does outside its directory with ids that nobody can mind: lock files beside it, a place of its own for everything. */
export interface UsualOutside {
  /** First parts of the paths: what lies below them too is the store's own business. */
  readonly tops: ReadonlySet<string>;
  /** Files beside the directory itself, whose names may change from call to call. */
  readonly beside: readonly string[];
}

export const NOTHING_OUTSIDE: UsualOutside = { tops: new Set(), beside: [] };

export function usualOutside(lived: LivedTrial<unknown>): UsualOutside {
  const targets = outsideCalls(lived).map(({ target }) => target);
  const beside = targets.filter((target) => path.posix.dirname(target) === '/');
  return { tops: new Set(targets.map(topOf)), beside };
}

/** Calls that reached outside the directory, and that plain ids do not lead to. Pure. */
export function escapesOf(lived: LivedTrial<unknown>, usual: UsualOutside): EscapeDeviation[] {
  if (lived.trial.kind !== 'ids') return [];
  return outsideCalls(lived)
    .filter(({ target }) => isForeign(target, usual))
    .map(({ event, target }) => ({ kind: 'escaped', event, path: path.posix.relative(DIRECTORY, target) }));
}

/** Where names beside the directory are usual, only the mark tells whose they are; and not even that where those of plain ids are there too. */
function isForeign(target: string, { tops, beside }: UsualOutside): boolean {
  if (isWithin(target, TEMPORARY) || tops.has(topOf(target))) return false;
  if (beside.length === 0) return true;
  return target.includes(ESCAPE_MARK) && !beside.some((one) => one.includes(PLAIN_MARK));
}

/** `/home` of `/home/a/b.json`. */
function topOf(target: string): string {
  return target.split('/').slice(0, 2).join('/');
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
