import type { Disk } from '../../disk/disk.ts';
import type { Kernel } from '../../disk/kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { Program } from '../../model/program.ts';
import type { TogetherFsEvent, TogetherPlan } from '../together.ts';
import { faultyKernel } from './faulty-kernel.ts';

/** Names below a root: the store's directory, and a link to it. */
export const DATA = 'data';
export const LINK = 'link-to-data';

/** The disk with a link beside the store's directory, for instances that know it by another name. */
export function withLink(empty: Disk): Disk {
  const disk = empty.clone();
  const ino = disk.nextIno;
  disk.apply({ op: 'inode', ino, kind: 'symlink', mode: 0o777, target: DATA });
  disk.apply({ op: 'dirent', changes: [{ dir: 1, name: LINK, ino }] });
  return disk;
}

/** The times that changes get. Whoever goes by them must see that there was one, unless the clock is to stand still. */
export function changingClock(time: { readonly nowMs: number }, { stillClock = false }: TogetherPlan): () => number {
  if (stillClock) return () => time.nowMs;
  let nowMs = 0;
  return () => {
    nowMs = Math.max(nowMs + 1, time.nowMs);
    return nowMs;
  };
}

/** The event, with whose it is. */
export function ofClient(event: FsEvent, client: number | undefined): TogetherFsEvent {
  return client === undefined ? event : Object.assign(event, { client });
}

/**
 * The kernel with the fault of a program.
 *
 * @param client who is calling.
 */
export function withFault(
  kernel: Kernel,
  { fault }: Program,
  client: () => number | undefined,
): { kernel: Kernel; struck: () => boolean } {
  if (fault === undefined) return { kernel, struck: () => false };
  let struck = false;
  const { primitive, code } = fault;
  return {
    kernel: faultyKernel(kernel, {
      primitive,
      code,
      strikes: () => client() === fault.client,
      onStrike: () => {
        struck = true;
      },
    }),
    struck: () => struck,
  };
}
