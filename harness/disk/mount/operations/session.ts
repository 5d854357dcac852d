import { Errno } from '../../kernel.ts';
import type { Operation } from '../serving.ts';
import {
  INIT_ATOMIC_O_TRUNC,
  INIT_BIG_WRITES,
  INIT_EXT,
  INIT_FLOCK_LOCKS,
  INIT_MAX_PAGES,
  INIT_PARALLEL_DIROPS,
  INIT_POSIX_LOCKS,
  INIT2_DIRECT_IO_ALLOW_MMAP,
  MAJOR,
  MINOR,
  OLDEST_MINOR,
  PAGES_MAX,
  WRITE_BYTES_MAX,
} from '../wire.ts';

/**
 * Agrees with the kernel on what is spoken. No writeback cache: a write(2) reaches the disk before it returns. O_TRUNC comes with the
 * open, so that it is one call. Writes of up to 1 MiB come whole. Locks stay in the kernel unless they are asked for.
 */
export const init: Operation = ({ answer, locks }, request) => {
  const minor = request.u32(4);
  if (request.u32(0) !== MAJOR || minor < OLDEST_MINOR) throw new Errno('EPROTO');
  const locking = locks.areServed ? INIT_POSIX_LOCKS | INIT_FLOCK_LOCKS : 0;
  const wanted = INIT_ATOMIC_O_TRUNC | INIT_BIG_WRITES | INIT_PARALLEL_DIROPS | INIT_MAX_PAGES | INIT_EXT | locking;
  const offered = request.u32(12);
  const offered2 = offered & INIT_EXT ? request.u32(16) : 0;
  for (let at = 0; at < INIT_ANSWER_BYTES; at += 4) answer.u32(at, 0);
  answer.u32(0, MAJOR);
  answer.u32(4, Math.min(minor, MINOR));
  // How far the kernel may read ahead.
  answer.u32(8, request.u32(8));
  answer.u32(12, wanted & offered);
  answer.u32(16, BACKGROUND_MAX | ((BACKGROUND_MAX - 1) << 16));
  answer.u32(20, WRITE_BYTES_MAX);
  answer.u32(24, TIME_GRAIN_NS);
  answer.u32(28, PAGES_MAX);
  answer.u32(32, INIT2_DIRECT_IO_ALLOW_MMAP & offered2);
  return INIT_ANSWER_BYTES;
};

/** The mount is gone. */
export const destroy: Operation = () => 0;

const INIT_ANSWER_BYTES = 64;
/** Times are kept to the microsecond. */
const TIME_GRAIN_NS = 1000;
/** Requests that nobody waits for, such as writes from mappings, at a time. */
const BACKGROUND_MAX = 64;
