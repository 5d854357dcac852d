import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { KernelStat } from '../../kernel.ts';
import type { Style } from '../drive.ts';
import { codedError, systemError } from '../node-error.ts';
import {
  chmod,
  labelled,
  lstat,
  mkdir,
  on,
  type Program,
  pause,
  Refusal,
  readdir,
  readlink,
  stat,
  symlink,
  unlink,
  utimes,
} from '../primitive.ts';
import { copyFile, type Place } from './copy-file.ts';
import { makeDirectories } from './make-directories.ts';

export interface CopyTree {
  dereference: boolean;
  errorOnExist: boolean;
  force: boolean;
  preserveTimestamps: boolean;
  recursive: boolean;
  verbatimSymlinks: boolean;
  /** 0 or `COPYFILE_*`. */
  mode: number;
  filter: ((source: string, destination: string) => unknown) | undefined;
}

interface Job extends CopyTree {
  readonly style: Style;
  readonly source: Place['mount'];
  readonly destination: Place['mount'];
}

/** Which of Node's implementations a rule differs in. */
const NODE_MAJOR = Number.parseInt(process.versions.node, 10);

/**
 * `cp`, as the JavaScript of Node 20 does it, one entry after another: check both sides, make the parent, then copy a file (removing an existing
 * one first), make a link, or make a directory and go on inside it. Source and destination may be on different mounts.
 */
export function* copyTree(style: Style, source: Place, destination: Place, options: CopyTree): Program<void> {
  const job: Job = { ...options, style, source: source.mount, destination: destination.mount };
  const checked = yield* checkPaths(job, source.path, destination.path);
  if (checked === undefined) return;
  yield* checkParents(job, source.path, checked.from, destination.path);
  const parent = dirname(destination.path);
  if (!(yield* isThere(job, parent))) yield* on(job.destination, makeDirectories(job.style, parent, 0o777));
  yield* copyEntry(job, source.path, destination.path, checked.to);
}

type Titles = Readonly<Record<string, string>>;
const TITLES: Titles = {
  ERR_FS_CP_DIR_TO_NON_DIR: 'Cannot overwrite non-directory with directory',
  ERR_FS_CP_EEXIST: 'Target already exists',
  ERR_FS_CP_EINVAL: 'Invalid src or dest',
  ERR_FS_CP_NON_DIR_TO_DIR: 'Cannot overwrite directory with non-directory',
  ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY: 'Cannot overwrite symlink in subdirectory of self',
  ERR_FS_EISDIR: 'Path is a directory',
};

function refuse(name: string, code: string, message: string, path: string, errnoCode = code): Error {
  return systemError(name, TITLES[name] ?? name, { code, message, path, syscall: 'cp' }, errnoCode);
}

interface Checked {
  from: KernelStat;
  to: KernelStat | undefined;
}

/** What is on both sides, or `undefined` if the filter leaves this entry out. */
function* checkPaths(job: Job, source: string, destination: string): Program<Checked | undefined> {
  if (job.filter && !(yield* passes(job, job.filter, source, destination))) return undefined;
  const look = job.dereference ? stat : lstat;
  const from = yield* on(job.source, look(source));
  const to = yield* orMissing(on(job.destination, look(destination)));
  if (to) {
    if (same(job, from, to)) throw refuse('ERR_FS_CP_EINVAL', 'EINVAL', 'src and dest cannot be the same', destination);
    if (from.kind === 'directory' && to.kind !== 'directory') {
      throw refuse(
        'ERR_FS_CP_DIR_TO_NON_DIR',
        'EISDIR',
        `cannot overwrite non-directory ${destination} with directory ${source}`,
        destination,
      );
    }
    if (from.kind !== 'directory' && to.kind === 'directory') {
      throw refuse(
        'ERR_FS_CP_NON_DIR_TO_DIR',
        'ENOTDIR',
        `cannot overwrite directory ${destination} with non-directory ${source}`,
        destination,
      );
    }
  }
  if (from.kind === 'directory' && isBelow(source, destination)) throw intoItself(source, destination);
  return { from, to };
}

function* passes(job: Job, filter: NonNullable<CopyTree['filter']>, source: string, destination: string): Program<boolean> {
  const verdict = filter(source, destination);
  if (!(verdict instanceof Promise)) return Boolean(verdict);
  if (job.style !== 'sync') return Boolean(yield* pause(() => verdict));
  const message = 'Expected boolean to be returned from the "filter" function but got an instance of Promise.';
  throw codedError(TypeError, 'ERR_INVALID_RETURN_VALUE', message);
}

function* orMissing<T>(program: Program<T>): Program<T | undefined> {
  try {
    return yield* program;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Goes up from the destination: none of its parents may be the source. */
function* checkParents(job: Job, source: string, from: KernelStat, destination: string): Program<void> {
  const sourceParent = resolve(dirname(source));
  let shown = destination;
  for (let parent = resolve(dirname(destination)); parent !== sourceParent && parent !== sep; parent = dirname(parent)) {
    // Above a mount there is nothing of ours to look at, and nothing that could be the source.
    if (!isBelow(job.destination.root, parent)) return;
    const to = yield* orMissing(on(job.destination, stat(parent)));
    if (to === undefined) return;
    if (same(job, from, to)) throw intoItself(source, shown);
    shown = parent;
  }
}

function intoItself(source: string, shown: string): Error {
  return refuse('ERR_FS_CP_EINVAL', 'EINVAL', `cannot copy ${source} to a subdirectory of self ${shown}`, shown);
}

function* isThere(job: Job, path: string): Program<boolean> {
  return (yield* orMissing(on(job.destination, stat(path)))) !== undefined;
}

function same(job: Job, from: KernelStat, to: KernelStat): boolean {
  return job.source === job.destination && from.ino === to.ino;
}

/** By the path strings alone. */
function isBelow(parent: string, path: string): boolean {
  const above = resolve(parent).split(sep).filter(Boolean);
  const parts = resolve(path).split(sep).filter(Boolean);
  return above.every((part, at) => parts[at] === part);
}

function* copyEntry(job: Job, source: string, destination: string, to: KernelStat | undefined): Program<void> {
  const from = yield* on(job.source, (job.dereference ? stat : lstat)(source));
  if (from.kind === 'directory') {
    if (!job.recursive) {
      const errnoCode = job.style === 'sync' ? 'EINVAL' : 'EISDIR';
      throw refuse('ERR_FS_EISDIR', 'EISDIR', `${source} is a directory (not copied)`, source, errnoCode);
    }
    yield* copyDirectory(job, source, destination, from, to);
  } else if (from.kind === 'file') {
    yield* copyOverFile(job, source, destination, from, to);
  } else {
    yield* copyLink(job, source, destination, to);
  }
}

function* copyOverFile(
  job: Job,
  source: string,
  destination: string,
  from: KernelStat,
  to: KernelStat | undefined,
): Program<void> {
  if (to) {
    if (!job.force) {
      if (job.errorOnExist) throw refuse('ERR_FS_CP_EEXIST', 'EEXIST', `${destination} already exists`, destination);
      return;
    }
    yield* on(job.destination, unlink(destination));
  }
  yield* copyFile({ mount: job.source, path: source }, { mount: job.destination, path: destination }, job.mode);
  if (job.preserveTimestamps) {
    if ((from.mode & 0o200) === 0) yield* on(job.destination, chmod(destination, from.mode | 0o200));
    const { atimeMs, mtimeMs } = yield* on(job.source, stat(source));
    yield* on(job.destination, utimes(destination, Math.round(atimeMs) / 1000, Math.round(mtimeMs) / 1000));
  }
  yield* on(job.destination, chmod(destination, from.mode));
}

function* copyDirectory(
  job: Job,
  source: string,
  destination: string,
  from: KernelStat,
  to: KernelStat | undefined,
): Program<void> {
  if (!to) yield* on(job.destination, mkdir(destination, 0o777));
  else if (NODE_MAJOR >= 22 && job.errorOnExist && !job.force) {
    throw refuse('ERR_FS_CP_EEXIST', 'EEXIST', `${destination} already exists`, destination);
  }
  for (const { name } of yield* on(job.source, labelled('opendir', source, undefined, readdir(source)))) {
    const checked = yield* checkPaths(job, join(source, name), join(destination, name));
    if (checked) yield* copyEntry(job, join(source, name), join(destination, name), checked.to);
  }
  if (!to) yield* on(job.destination, chmod(destination, from.mode));
}

function* copyLink(job: Job, source: string, destination: string, to: KernelStat | undefined): Program<void> {
  let target = yield* on(job.source, readlink(source));
  if (!job.verbatimSymlinks && !isAbsolute(target)) target = resolve(dirname(source), target);
  const sourceIsDirectory = NODE_MAJOR < 24 || (yield* leadsToDirectory(job, source));
  const existing = to && (yield* existingTarget(job, destination));
  if (existing === undefined) {
    yield* on(job.destination, symlink(target, destination));
    return;
  }
  const resolved = isAbsolute(existing) ? existing : resolve(dirname(destination), existing);
  if (sourceIsDirectory && isBelow(target, resolved)) {
    throw refuse('ERR_FS_CP_EINVAL', 'EINVAL', `cannot copy ${target} to a subdirectory of self ${resolved}`, destination);
  }
  const looked = yield* job.style === 'sync' ? on(job.destination, stat(destination)) : on(job.source, stat(source));
  if (looked.kind === 'directory' && isBelow(resolved, target)) {
    throw refuse('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', 'EINVAL', `cannot overwrite ${resolved} with ${target}`, destination);
  }
  yield* on(job.destination, unlink(destination));
  yield* on(job.destination, symlink(target, destination));
}

/** Where the link at the destination leads, `undefined` if it is none: then making the new one fails as it should. */
function* existingTarget(job: Job, destination: string): Program<string | undefined> {
  try {
    return yield* on(job.destination, readlink(destination));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'EINVAL') return undefined;
    throw error;
  }
}

function* leadsToDirectory(job: Job, source: string): Program<boolean> {
  return (yield* orMissing(on(job.source, stat(source))))?.kind === 'directory';
}
