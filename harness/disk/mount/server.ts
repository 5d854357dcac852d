import { Errno } from '../kernel.ts';
import { setattr } from './operations/attributes.ts';
import { read, write } from './operations/bytes.ts';
import { opendir, readdir, releasedir } from './operations/directories.ts';
import { create, fallocate, flush, fsync, open, release } from './operations/files.ts';
import { getlk, setlk, setlkw } from './operations/locking.ts';
import { access, batchForget, forget, getattr, lookup, readlink, statfs } from './operations/looking.ts';
import { link, mkdir, mknod, rename, rename2, rmdir, symlink, unlink } from './operations/naming.ts';
import { destroy, init } from './operations/session.ts';
import type { Request } from './request.ts';
import { interrupted, NEVER, type Operation, Serving, type ServingOptions } from './serving.ts';
import { OPCODE } from './wire.ts';

export interface ServerOptions extends ServingOptions {
  /** Whether a thread is about to die: an interrupted call of one that lives on goes on waiting, as it would on a real disk. */
  readonly isDying: (thread: number) => boolean;
  /** A call that waits was interrupted by a signal that its thread survives. If the thread is killed later nobody says so. */
  readonly onSurvived?: (unique: number, thread: number) => void;
}

/** Answers the requests of one mount, each when it comes unless its image's plan has it wait. Pure but for what it is given to send with. */
export class Server extends Serving {
  readonly #options: ServerOptions;
  readonly #operations: ReadonlyMap<number, Operation>;

  constructor(options: ServerOptions) {
    super(options);
    this.#options = options;
    this.#operations = new Map([...OPERATIONS, [OPCODE.INTERRUPT, (_, request) => this.#interrupt(request.u64(0))]]);
  }

  /** What is not known is refused with ENOSYS: the kernel then does without (xattr, poll, lseek, ioctl, copy_file_range). */
  receive(request: Request): void {
    const operation = this.#operations.get(request.opcode);
    this.reply(request.unique, () => {
      if (operation === undefined) throw new Errno('ENOSYS');
      return operation(this, request);
    });
  }

  /** A waiting call of a thread that dies is over, with EINTR. Returns whether none is left waiting under that number. */
  checkInterrupted(unique: number): boolean {
    const held = this.held.get(unique);
    if (held === undefined) return true;
    if (!this.#options.isDying(held.call.thread)) return false;
    this.release(unique, { does: 'interrupt' });
    return true;
  }

  #interrupt(unique: number): number {
    if (this.locks.stopWaiting(unique)) this.reply(unique, interrupted);
    else if (!this.checkInterrupted(unique)) {
      this.#options.onSurvived?.(unique, this.held.get(unique)?.call.thread ?? 0);
    }
    return NEVER;
  }
}

const OPERATIONS: readonly (readonly [opcode: number, Operation])[] = [
  [OPCODE.LOOKUP, lookup],
  [OPCODE.FORGET, forget],
  [OPCODE.GETATTR, getattr],
  [OPCODE.SETATTR, setattr],
  [OPCODE.READLINK, readlink],
  [OPCODE.SYMLINK, symlink],
  [OPCODE.MKNOD, mknod],
  [OPCODE.MKDIR, mkdir],
  [OPCODE.UNLINK, unlink],
  [OPCODE.RMDIR, rmdir],
  [OPCODE.RENAME, rename],
  [OPCODE.LINK, link],
  [OPCODE.OPEN, open],
  [OPCODE.READ, read],
  [OPCODE.WRITE, write],
  [OPCODE.STATFS, statfs],
  [OPCODE.RELEASE, release],
  [OPCODE.FSYNC, fsync],
  [OPCODE.FLUSH, flush],
  [OPCODE.INIT, init],
  [OPCODE.OPENDIR, opendir],
  [OPCODE.READDIR, readdir],
  [OPCODE.RELEASEDIR, releasedir],
  [OPCODE.FSYNCDIR, fsync],
  [OPCODE.GETLK, getlk],
  [OPCODE.SETLK, setlk],
  [OPCODE.SETLKW, setlkw],
  [OPCODE.ACCESS, access],
  [OPCODE.CREATE, create],
  [OPCODE.DESTROY, destroy],
  [OPCODE.BATCH_FORGET, batchForget],
  [OPCODE.FALLOCATE, fallocate],
  [OPCODE.RENAME2, rename2],
];
