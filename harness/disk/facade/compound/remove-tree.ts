import { sorted } from '../dirent.ts';
import type { Style } from '../drive.ts';
import { systemError } from '../node-error.ts';
import { labelled, lstat, type Program, pause, Refusal, readdir, rmdir, unlink } from '../primitive.ts';

export interface Remove {
  recursive: boolean;
  force: boolean;
  maxRetries: number;
  /** Milliseconds; the n-th retry waits n times as long. */
  retryDelay: number;
}

const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM']);
const RETRIED = new Set(['EBUSY', 'EMFILE', 'ENFILE', 'ENOTEMPTY', 'EPERM']);

const NODE_MAJOR = Number.parseInt(process.versions.node, 10);

/**
 * Since Node 24 the synchronous function is a program of its own in C++: it does not try rmdir on a directory before its children
 * are gone, calls every failure `rm`, and takes a path below a file for a missing one.
 */
function isNative(style: Style): boolean {
  return style === 'sync' && NODE_MAJOR >= 24;
}

/**
 * `rm`: lstat, then unlink or rmdir, and if the directory is not empty its children first. Node's asynchronous function removes
 * the children concurrently; here one after another in order of their names, which is one of its schedules and repeats.
 */
export function* remove(style: Style, path: string, options: Remove): Program<void> {
  if (yield* isAllowed(style, path, options)) yield* removeTree(style, path, options);
}

/** Whether there is anything to do; throws where Node refuses. */
function* isAllowed(style: Style, path: string, { recursive, force }: Remove): Program<boolean> {
  if (style === 'sync' && force && recursive) return true;
  let kind: string;
  try {
    ({ kind } = yield* lstat(path));
  } catch (error) {
    if (force && error instanceof Refusal && error.code === 'ENOENT') return style !== 'sync';
    throw error;
  }
  if (kind === 'directory' && !recursive) {
    const info = { code: 'EISDIR', message: 'is a directory', path, syscall: 'rm' };
    throw systemError('ERR_FS_EISDIR', 'Path is a directory', info);
  }
  return true;
}

/** Removes whatever is there; that nothing is there is no error. */
export function removeTree(style: Style, path: string, options: Remove): Program<void> {
  const removing = removeWithRetries(style, path, options);
  return isNative(style) ? labelled('rm', path, undefined, removing) : removing;
}

function* removeWithRetries(style: Style, path: string, options: Remove): Program<void> {
  for (let retries = 0; ; retries++) {
    try {
      yield* removeOnce(style, path, options);
      return;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (RETRIED.has(error.code) && retries < options.maxRetries) {
        const waitMs = (retries + 1) * options.retryDelay;
        if (style !== 'sync') yield* pause(() => delay(waitMs));
        continue;
      }
      if (error.code === 'ENOENT' || (error.code === 'ENOTDIR' && isNative(style))) return;
      throw error;
    }
  }
}

function* removeOnce(style: Style, path: string, options: Remove): Program<void> {
  if (yield* isDirectory(path)) {
    yield* removeDirectory(style, path, options, undefined);
    return;
  }
  try {
    yield* unlink(path);
  } catch (error) {
    if (!(error instanceof Refusal) || (error.code !== 'EISDIR' && error.code !== 'EPERM')) throw error;
    yield* removeDirectory(style, path, options, error);
  }
}

/** What cannot be looked at is left to unlink, whose refusal says why. */
function* isDirectory(path: string): Program<boolean> {
  try {
    return (yield* lstat(path)).kind === 'directory';
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'ENOENT') throw error;
    return false;
  }
}

function* removeDirectory(style: Style, path: string, options: Remove, original: Refusal | undefined): Program<void> {
  if (!isNative(style) && (yield* wasEmpty(path, original))) return;
  for (const { name } of sorted(yield* readdir(path))) yield* removeWithRetries(style, `${path}/${name}`, options);
  yield* rmdir(path);
}

/** Whether rmdir alone did it. */
function* wasEmpty(path: string, original: Refusal | undefined): Program<boolean> {
  try {
    yield* rmdir(path);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'ENOTDIR') throw original ?? error;
    if (!NOT_EMPTY.has(error.code)) throw error;
    return false;
  }
}

/** On the timers of the moment, so that with a virtual clock it costs no wall time. */
function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    globalThis.setTimeout(resolve, ms);
  });
}
