import { FIRST_DESCRIPTOR } from '../../../disk/descriptor.ts';
import { currentCall } from '../../../disk/facade/current-call.ts';
import {
  type DirectoryEntry,
  Errno,
  type Kernel,
  type KernelPrimitive,
  type KernelStat,
  type KernelStatFs,
} from '../../../disk/kernel.ts';
import { NoticeQueue } from '../../../disk/notices.ts';
import type { KernelArgument, KernelCall, KernelOutcome, KernelResult } from './kernel-call.ts';

/** Thrown out of a call that is only looked at. */
const LOOKED_AT = Symbol('looked at');

/**
 * The kernel of a process whose disk is in another thread. A call blocks until that thread has performed it; but what an asynchronous call
 * would ask for can be seen beforehand, and its outcome given when it's there, which saves the thread two changes of hands.
 */
export class RemoteKernel implements Kernel {
  /** What the disk's thread has told of. */
  notices = new NoticeQueue();
  readonly #ask: (call: KernelCall) => KernelOutcome;
  /** How many numbers of descriptors had been given when this run began: each run has numbers of its own, which the disk knows nothing of. */
  #before = 0;
  #next = FIRST_DESCRIPTOR;
  #looking = false;
  #seen: KernelCall | undefined;
  #answer: KernelOutcome | undefined;

  /** @param ask blocks until the call has been performed. What it throws the call throws. */
  constructor(ask: (call: KernelCall) => KernelOutcome) {
    this.#ask = ask;
  }

  /** Another run begins: descriptors of the last one, which a store's modules may have kept, are none of this one's. */
  begin(): void {
    this.#before = this.#next - FIRST_DESCRIPTOR;
    this.notices = new NoticeQueue();
  }

  /** What `effect` would ask of this kernel first: nothing of it happens. The call's buffers are the caller's. Undefined: nothing. */
  look(effect: () => void): KernelCall | undefined {
    this.#looking = true;
    this.#seen = undefined;
    try {
      effect();
    } catch (thrown) {
      if (thrown !== LOOKED_AT) throw thrown;
    } finally {
      this.#looking = false;
    }
    return this.#seen;
  }

  /** Runs `effect`, whose first call has come to this already. Absent: it has not. */
  answer(outcome: KernelOutcome | undefined, effect: () => void): void {
    this.#answer = outcome;
    try {
      effect();
    } finally {
      this.#answer = undefined;
    }
  }

  open(path: string, flags: number, mode: number): number {
    const fd = (this.#perform('open', [path, flags, mode]) as number) + this.#before;
    this.#next = Math.max(this.#next, fd + 1);
    return fd;
  }

  close(fd: number): void {
    this.#perform('close', [fd - this.#before]);
  }

  read(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | bigint | null): number {
    const bytes = this.#perform('read', [fd - this.#before, length, position]) as Uint8Array;
    buffer.set(bytes, offset);
    return bytes.length;
  }

  write(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number {
    return this.#perform('write', [fd - this.#before, buffer.subarray(offset, offset + length), position]) as number;
  }

  readv(fd: number, buffers: readonly Uint8Array[], position: number | null): number {
    const lengths = buffers.map(({ length }) => length);
    const bytes = this.#perform('readv', [fd - this.#before, lengths, position]) as Uint8Array;
    let start = 0;
    for (const buffer of buffers) {
      buffer.set(bytes.subarray(start, start + buffer.length));
      start += buffer.length;
    }
    return bytes.length;
  }

  writev(fd: number, buffers: readonly Uint8Array[], position: number | null): number {
    return this.#perform('writev', [fd - this.#before, buffers, position]) as number;
  }

  ftruncate(fd: number, length: number): void {
    this.#perform('ftruncate', [fd - this.#before, length]);
  }

  fsync(fd: number): void {
    this.#perform('fsync', [fd - this.#before]);
  }

  fdatasync(fd: number): void {
    this.#perform('fdatasync', [fd - this.#before]);
  }

  fstat(fd: number): KernelStat {
    return this.#perform('fstat', [fd - this.#before]) as KernelStat;
  }

  stat(path: string): KernelStat {
    return this.#perform('stat', [path]) as KernelStat;
  }

  lstat(path: string): KernelStat {
    return this.#perform('lstat', [path]) as KernelStat;
  }

  access(path: string, mode: number): void {
    this.#perform('access', [path, mode]);
  }

  readdir(path: string): DirectoryEntry[] {
    return this.#perform('readdir', [path]) as DirectoryEntry[];
  }

  mkdir(path: string, mode: number): void {
    this.#perform('mkdir', [path, mode]);
  }

  rmdir(path: string): void {
    this.#perform('rmdir', [path]);
  }

  unlink(path: string): void {
    this.#perform('unlink', [path]);
  }

  rename(from: string, to: string): void {
    this.#perform('rename', [from, to]);
  }

  link(existing: string, path: string): void {
    this.#perform('link', [existing, path]);
  }

  symlink(target: string, path: string): void {
    this.#perform('symlink', [target, path]);
  }

  readlink(path: string): string {
    return this.#perform('readlink', [path]) as string;
  }

  realpath(path: string): string {
    return this.#perform('realpath', [path]) as string;
  }

  chmod(path: string, mode: number): void {
    this.#perform('chmod', [path, mode]);
  }

  fchmod(fd: number, mode: number): void {
    this.#perform('fchmod', [fd - this.#before, mode]);
  }

  chown(path: string, uid: number, gid: number): void {
    this.#perform('chown', [path, uid, gid]);
  }

  lchown(path: string, uid: number, gid: number): void {
    this.#perform('lchown', [path, uid, gid]);
  }

  fchown(fd: number, uid: number, gid: number): void {
    this.#perform('fchown', [fd - this.#before, uid, gid]);
  }

  utimes(path: string, atime: number, mtime: number): void {
    this.#perform('utimes', [path, atime, mtime]);
  }

  lutimes(path: string, atime: number, mtime: number): void {
    this.#perform('lutimes', [path, atime, mtime]);
  }

  futimes(fd: number, atime: number, mtime: number): void {
    this.#perform('futimes', [fd - this.#before, atime, mtime]);
  }

  statfs(path: string): KernelStatFs {
    return this.#perform('statfs', [path]) as KernelStatFs;
  }

  watch(path: string): number {
    return this.#perform('watch', [path]) as number;
  }

  unwatch(watch: number): void {
    this.#perform('unwatch', [watch]);
  }

  #perform(primitive: KernelPrimitive, args: readonly KernelArgument[]): KernelResult {
    const call = { primitive, args, api: currentCall.api, stack: currentCall.stack };
    if (this.#looking) {
      this.#seen = call;
      throw LOOKED_AT;
    }
    const outcome = this.#answer ?? this.#ask(call);
    this.#answer = undefined;
    if ('code' in outcome) throw new Errno(outcome.code);
    return outcome.result;
  }
}
