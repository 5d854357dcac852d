import { Errno, type Primitive } from './kernel.ts';
import type { FsEvent } from './trace.ts';

/** Calls of a life that the disk fails. Plain data: with the operations it is all that a replay needs. */
export interface DiskFault {
  /** Of the primitives that can go wrong this way (`canFail`), the first that does, counted from 0. */
  readonly call: number;
  /** `EIO`, `ENOSPC`... */
  readonly code: string;
  /**
   * How: the call does nothing and fails; it does all that it should and reports failure (an NFS rename whose reply was lost, a close); or it
   * writes only the first `bytes` bytes and says so by its count alone, as write(2) may.
   */
  readonly manner: 'no-effect' | 'after-effect' | 'short';
  /** Of a short write. One that asks for no more than this is not cut. */
  readonly bytes?: number;
  /** After the short write calls fail with the code: the disk is full. */
  readonly thenFails?: true;
  /** How many calls in a row fail; absent: all from there on. */
  readonly lasts?: number;
  /** Only this primitive can go wrong. */
  readonly primitive?: Primitive;
  /** Only calls on this path, below the store's directory. */
  readonly path?: string;
}

/** The codes of a primitive, likeliest first (the ERRORS of section 2 of the manual, as far as a disk can cause them). */
const CODES: { readonly [P in Primitive]?: readonly string[] } = {
  open: ['EMFILE', 'EACCES', 'EIO'],
  read: ['EIO'],
  readv: ['EIO'],
  write: ['ENOSPC', 'EIO'],
  writev: ['ENOSPC', 'EIO'],
  ftruncate: ['EIO'],
  fsync: ['EIO', 'ENOSPC'],
  fdatasync: ['EIO', 'ENOSPC'],
  close: ['EIO'],
  rename: ['EIO', 'EBUSY', 'EPERM', 'EACCES', 'ENOSPC', 'EROFS'],
  link: ['EIO', 'EPERM', 'ENOSPC', 'EROFS'],
  symlink: ['EIO', 'ENOSPC', 'EROFS'],
  unlink: ['EACCES', 'EBUSY', 'EPERM', 'EIO', 'EROFS'],
  rmdir: ['EACCES', 'EBUSY', 'EIO', 'EROFS'],
  mkdir: ['ENOSPC', 'EACCES', 'EIO', 'EROFS'],
  readdir: ['EIO', 'EMFILE', 'EACCES'],
  stat: ['EACCES', 'EIO'],
  lstat: ['EACCES', 'EIO'],
  fstat: ['EIO'],
  access: ['EACCES', 'EIO'],
  readlink: ['EACCES', 'EIO'],
  realpath: ['EACCES', 'EIO'],
  chmod: ['EPERM', 'EIO', 'EROFS'],
  fchmod: ['EPERM', 'EIO'],
  chown: ['EPERM', 'EIO', 'EROFS'],
  lchown: ['EPERM', 'EIO', 'EROFS'],
  fchown: ['EPERM', 'EIO'],
  utimes: ['EACCES', 'EIO', 'EROFS'],
  lutimes: ['EACCES', 'EIO', 'EROFS'],
  futimes: ['EACCES', 'EIO'],
};

/** A call as far as it matters for what can go wrong with it. */
export type CallFacts = Pick<FsEvent, 'primitive' | 'path' | 'to' | 'forWriting'> & {
  /** Of an open: there is no such file yet. */
  readonly creates?: boolean;
};

export function factsOf(event: FsEvent): CallFacts {
  return { ...event, creates: event.primitive === 'open' && event.effects.some(({ op }) => op === 'inode') };
}

/** The codes that a call could have failed with, likeliest first. */
export function errnosOf({
  primitive,
  forWriting,
  creates,
}: Pick<CallFacts, 'primitive' | 'forWriting' | 'creates'>): readonly string[] {
  const codes = CODES[primitive] ?? [];
  if (primitive !== 'open') return codes;
  return [...codes, ...(creates === true ? ['ENOSPC'] : []), ...(forWriting === true ? ['EROFS'] : [])];
}

/** Whether a call counts for a fault: it could go wrong just this way. */
export function canFail(fault: DiskFault, call: CallFacts): boolean {
  const { manner, primitive, path } = fault;
  if (primitive !== undefined && call.primitive !== primitive) return false;
  if (manner === 'short' && call.primitive !== 'write' && call.primitive !== 'writev') return false;
  return errnosOf(call).includes(fault.code) && (path === undefined || isOn(call, path));
}

function isOn(call: Pick<FsEvent, 'path' | 'to'>, path: string): boolean {
  const wanted = `${STORE_DIRECTORY}/${path}`;
  return call.path === wanted || call.to === wanted;
}

/** Where the store's directory is below a life's root. */
const STORE_DIRECTORY = '/data';

/** What is to become of a call that is struck. */
export type Strike =
  | { readonly does: 'nothing' | 'everything'; readonly code: string }
  | { readonly does: 'part'; readonly bytes: number };

/** Decides call by call which of a life's primitives go wrong. */
export class FaultInjector {
  readonly #fault: DiskFault;
  #seen = 0;
  #cut = false;
  /** How many calls went wrong. */
  struck = 0;

  constructor(fault: DiskFault) {
    this.#fault = fault;
  }

  /** @param length bytes that a write asks for. */
  next(call: CallFacts, length = 0): Strike | undefined {
    const fault = this.#fault;
    if (fault.manner === 'short') return this.#nextOfShort(call, length);
    if (!canFail(fault, call)) return undefined;
    const number = this.#seen++;
    if (number < fault.call || number >= fault.call + (fault.lasts ?? Number.POSITIVE_INFINITY)) return undefined;
    this.struck++;
    // close(2) closes even when it reports an error.
    const everything = fault.manner === 'after-effect' || call.primitive === 'close';
    return { does: everything ? 'everything' : 'nothing', code: fault.code };
  }

  #nextOfShort(call: CallFacts, length: number): Strike | undefined {
    const fault = this.#fault;
    if (this.#cut) {
      if (fault.thenFails !== true || !canFail({ ...fault, manner: 'no-effect' }, call)) return undefined;
      if (this.struck > (fault.lasts ?? Number.POSITIVE_INFINITY)) return undefined;
      this.struck++;
      return { does: 'nothing', code: fault.code };
    }
    const bytes = fault.bytes ?? 0;
    if (!canFail(fault, call) || this.#seen++ < fault.call || length <= bytes) return undefined;
    this.#cut = true;
    this.struck++;
    return { does: 'part', bytes };
  }
}

/** Performs a call as the fault has it. */
export function performStruck<T>(strike: Strike, perform: (bytes?: number) => T): T {
  if (strike.does === 'part') return perform(strike.bytes);
  if (strike.does === 'everything') perform();
  throw new Errno(strike.code);
}
