import { dirname } from 'node:path';
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
  /** How many calls in a row fail; absent: all from there on (five hundred of them). */
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
  fallocate: ['ENOSPC', 'EIO'],
  fsync: ['EIO', 'ENOSPC'],
  fdatasync: ['EIO', 'ENOSPC'],
  close: ['EIO'],
  rename: ['EIO', 'EBUSY', 'EPERM', 'EACCES', 'ENOSPC', 'EROFS'],
  link: ['EIO', 'EPERM', 'EACCES', 'ENOSPC', 'EROFS'],
  symlink: ['EIO', 'EACCES', 'ENOSPC', 'EROFS'],
  unlink: ['EACCES', 'EBUSY', 'EPERM', 'EIO', 'EROFS'],
  rmdir: ['EACCES', 'EBUSY', 'EIO', 'EROFS'],
  mkdir: ['ENOSPC', 'EACCES', 'EIO', 'EROFS'],
  mknod: ['ENOSPC', 'EACCES', 'EIO', 'EROFS'],
  readdir: ['EIO', 'EMFILE', 'EACCES'],
  stat: ['EACCES', 'EIO'],
  lstat: ['EACCES', 'EIO'],
  fstat: ['EIO'],
  access: ['EACCES', 'EIO'],
  readlink: ['EACCES', 'EIO'],
  realpath: ['EACCES', 'EIO'],
  chmod: ['EPERM', 'EIO', 'EROFS'],
  fchmod: ['EPERM', 'EIO', 'EROFS'],
  chown: ['EPERM', 'EIO', 'EROFS'],
  lchown: ['EPERM', 'EIO', 'EROFS'],
  fchown: ['EPERM', 'EIO', 'EROFS'],
  utimes: ['EACCES', 'EPERM', 'EIO', 'EROFS'],
  lutimes: ['EACCES', 'EPERM', 'EIO', 'EROFS'],
  futimes: ['EPERM', 'EIO', 'EROFS'],
};

/** A call as far as it matters for what can go wrong with it. */
export type CallFacts = Pick<FsEvent, 'primitive' | 'path' | 'to' | 'forWriting' | 'fromMemory'> & {
  /** Of an open: there is no such file yet. */
  readonly creates?: boolean;
  /** It would be refused anyway: what it is about is not there, or the name that it would make is taken. */
  readonly refused?: Refused | undefined;
};

type Refused = 'missing' | 'taken';

/** What Linux says only of a call that it would otherwise do: that a name is missing or taken comes first. */
const COMES_LATE: { readonly [R in Refused]: ReadonlySet<string> } = {
  missing: new Set(['ENOSPC', 'EBUSY', 'EPERM']),
  taken: new Set(['ENOSPC', 'EROFS', 'EBUSY', 'EPERM']),
};

/** Those that look a name up in its directory only when they have seen whether the file system can be written to. */
const FINDS_BY_NAME: ReadonlySet<Primitive> = new Set(['unlink', 'rmdir', 'rename']);

const REFUSALS: { readonly [code: string]: Refused } = { ENOENT: 'missing', EEXIST: 'taken' };

export function factsOf(event: FsEvent): CallFacts {
  return {
    ...event,
    creates: event.primitive === 'open' && event.effects.some(({ op }) => op === 'inode'),
    refused: event.injected === true ? undefined : REFUSALS[event.error ?? ''],
  };
}

/** The codes that a call could have failed with, likeliest first. */
export function errnosOf({
  primitive,
  forWriting,
  creates,
  refused,
  fromMemory,
}: Pick<CallFacts, 'primitive' | 'forWriting' | 'creates' | 'refused' | 'fromMemory'>): readonly string[] {
  if (fromMemory === true) return [];
  const codes = CODES[primitive] ?? [];
  const opens = primitive === 'open';
  const writing =
    (opens && (forWriting === true || creates === true)) || (primitive === 'access' && forWriting === true) ? ['EROFS'] : [];
  const creating = opens && creates === true ? ['ENOSPC'] : [];
  const all = [...codes, ...creating, ...writing];
  if (refused === undefined) return all;
  return all.filter(
    (code) => !COMES_LATE[refused].has(code) && !(code === 'EROFS' && refused === 'missing' && !FINDS_BY_NAME.has(primitive)),
  );
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

/** For ever is so many calls: a store may rightly try again until the disk is well, and nobody could wait for that. */
const MOST_STRIKES = 500;

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

  /** Whether it is worth while to look closer at a call: cheap, and only ever `false` where `next` would let it pass uncounted. */
  concerns(primitive: Primitive): boolean {
    if (this.struck >= MOST_STRIKES) return false;
    const { call, code, lasts, manner, primitive: only, thenFails } = this.#fault;
    if (only !== undefined && primitive !== only && !(this.#cut && thenFails === true)) return false;
    if (manner !== 'short' && lasts !== undefined && this.#seen >= call + lasts) return false;
    if (manner === 'short' && this.#cut && thenFails !== true) return false;
    return primitive === 'open' || primitive === 'access' || (CODES[primitive]?.includes(code) ?? false);
  }

  /** @param length bytes that a write asks for. */
  next(call: CallFacts, length = 0): Strike | undefined {
    const fault = this.#fault;
    if (this.struck >= MOST_STRIKES) return undefined;
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

/** Primitives that make a name, by which of their paths it is. */
const MAKES: { readonly [P in Primitive]?: 'path' | 'to' } = { mkdir: 'path', mknod: 'path', link: 'to', symlink: 'to' };
/** Those that are about a descriptor, which exists. */
const ON_DESCRIPTOR: ReadonlySet<Primitive> = new Set([
  ...(['close', 'read', 'readv', 'write', 'writev', 'ftruncate', 'fallocate'] as const),
  ...(['fsync', 'fdatasync'] as const),
  ...(['fstat', 'fchmod', 'fchown', 'futimes'] as const),
]);

export interface NamedCall {
  readonly primitive: Primitive;
  readonly path: string;
  readonly to: string | undefined;
  /** Of an open: with O_CREAT; and with O_EXCL. */
  readonly creating: boolean;
  readonly exclusive: boolean;
  /** Whether there is something of that name, a dangling link included. */
  readonly exists: (path: string) => boolean;
}

/** Why a call would be refused on a healthy disk: what it is about is missing, or the name that it makes is taken. */
export function refusalOf({ primitive, path, to, creating, exclusive, exists }: NamedCall): Refused | undefined {
  if (ON_DESCRIPTOR.has(primitive)) return undefined;
  const made = primitive === 'open' && creating ? 'path' : MAKES[primitive];
  if (made === undefined || primitive === 'link') {
    if (!exists(path)) return 'missing';
    if (made === undefined) return undefined;
  }
  const name = made === 'path' ? path : (to ?? path);
  if (exists(name)) return primitive === 'open' && !exclusive ? undefined : 'taken';
  return exists(dirname(name)) ? undefined : 'missing';
}
