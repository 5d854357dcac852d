import { constants } from 'node:fs';
import type { KernelStat } from '../../kernel.ts';
import type { MountState } from '../mount.ts';
import { close, fchmod, fstat, ftruncate, labelled, on, open, type Program, Refusal, read, unlink, write } from '../primitive.ts';

export interface Place {
  mount: MountState;
  path: string;
}

/**
 * `copyFile`, as libuv's uv_fs_copyfile does it: open both, check that they are not the same file, truncate, take over the mode, copy, close;
 * remove the destination if copying failed. `mode` is 0 or `COPYFILE_*`. Cloning is never supported.
 */
export function copyFile(source: Place, destination: Place, mode: number): Program<void> {
  return labelled('copyfile', source.path, destination.path, copy(source, destination, mode));
}

function* copy(source: Place, destination: Place, mode: number): Program<void> {
  const from = yield* on(source.mount, open(source.path, constants.O_RDONLY, 0));
  try {
    const stat = yield* on(source.mount, fstat(from));
    const exclusive = (mode & constants.COPYFILE_EXCL) !== 0;
    const flags = constants.O_WRONLY | constants.O_CREAT | (exclusive ? constants.O_EXCL : 0);
    const to = yield* on(destination.mount, open(destination.path, flags, stat.mode));
    try {
      yield* transfer(source, from, stat, destination, to, mode);
    } catch (error) {
      yield* on(destination.mount, close(to));
      yield* on(destination.mount, unlink(destination.path));
      throw error;
    }
    yield* on(destination.mount, close(to));
  } finally {
    yield* on(source.mount, close(from));
  }
}

function* transfer(source: Place, from: number, stat: KernelStat, destination: Place, to: number, mode: number): Program<void> {
  if ((mode & constants.COPYFILE_EXCL) === 0) {
    const existing = yield* on(destination.mount, fstat(to));
    if (source.mount === destination.mount && existing.ino === stat.ino) return;
    yield* on(destination.mount, ftruncate(to, 0));
  }
  yield* on(destination.mount, fchmod(to, stat.mode));
  if ((mode & constants.COPYFILE_FICLONE_FORCE) !== 0) throw new Refusal('ENOTSUP', 'copyfile');
  const buffer = Buffer.allocUnsafeSlow(Math.max(stat.size, 1));
  let length = 0;
  do {
    const count = yield* on(source.mount, read(from, buffer, length, buffer.byteLength - length, null));
    if (count === 0) break;
    let written = 0;
    while (written < count) written += yield* on(destination.mount, write(to, buffer, length + written, count - written, null));
    length += count;
  } while (length < stat.size);
}
