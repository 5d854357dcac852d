import { readlinkSync } from 'node:fs';

/** Captured at load: a host puts its own file system in its place. */
const realReadlinkSync = readlinkSync;

/** Where a program is, as the kernel tells it; `undefined` where it does not, or the program is no more. */
export function workingDirectory(pid: number | undefined): string | undefined {
  if (pid === undefined) return undefined;
  try {
    return realReadlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
