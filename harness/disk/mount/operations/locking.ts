import { Errno } from '../../kernel.ts';
import type { Lock, LockedFile } from '../locks.ts';
import type { Request } from '../request.ts';
import { LATER, type Operation, type Serving } from '../serving.ts';
import { LOCK_IS_FLOCK } from '../wire.ts';

/** fcntl(F_GETLK): the lock in the way, or none. */
export const getlk: Operation = (serving, request) => {
  const { file, lock } = asked(serving, request);
  const conflict = lock === undefined ? undefined : serving.locks.conflict(file, lock);
  const { answer } = serving;
  if (conflict === undefined) {
    for (let at = 0; at < LOCK_BYTES; at += 4) answer.u32(at, request.u32(16 + at));
    answer.u32(16, UNLOCKED);
    return LOCK_BYTES;
  }
  answer.u64(0, conflict.start);
  if (Number.isFinite(conflict.end)) answer.u64(8, conflict.end);
  else {
    answer.u32(8, 0xffffffff);
    answer.u32(12, 0x7fffffff);
  }
  answer.u32(16, conflict.kind === 'write' ? WRITE : READ);
  answer.u32(20, conflict.pid);
  return LOCK_BYTES;
};

/** fcntl(F_SETLK), flock(2) with LOCK_NB, and what takes a lock away. @throws Errno EAGAIN where it is taken */
export const setlk: Operation = (serving, request) => {
  const { file, lock, range } = asked(serving, request);
  const { locks } = serving;
  if (lock === undefined) locks.unlock(file, range);
  else if (locks.conflict(file, lock) !== undefined) throw new Errno('EAGAIN');
  else locks.set(file, lock);
  return 0;
};

/** fcntl(F_SETLKW), flock(2): waits until it is free. */
export const setlkw: Operation = (serving, request) => {
  const { file, lock } = asked(serving, request);
  const { locks } = serving;
  if (lock === undefined || locks.conflict(file, lock) === undefined) return setlk(serving, request);
  const { unique, thread } = request;
  locks.wait(unique, file, lock, () => serving.reply(unique, () => 0));
  serving.tellLockWait({ image: file.image, ino: file.ino, thread });
  return LATER;
};

/** `lock` is absent where one is taken away. */
function asked({ handles }: Serving, request: Request): { file: LockedFile; lock: Lock | undefined; range: Omit<Lock, 'kind'> } {
  const { image, ino } = handles.get(request.u64(0));
  if (image === undefined) throw new Errno('EBADF');
  const end = request.u64(24);
  const range = {
    owner: request.u64Text(8),
    start: request.u64(16),
    end: end >= 2 ** 62 ? Number.POSITIVE_INFINITY : end,
    pid: request.u32(36),
    isFlock: (request.u32(40) & LOCK_IS_FLOCK) !== 0,
  };
  const type = request.u32(32);
  const file = { image: image.number, ino };
  return { file, range, lock: type === UNLOCKED ? undefined : { ...range, kind: type === WRITE ? 'write' : 'read' } };
}

/** F_RDLCK, F_WRLCK, F_UNLCK. */
const READ = 0;
const WRITE = 1;
const UNLOCKED = 2;

/** fuse_file_lock */
const LOCK_BYTES = 24;
