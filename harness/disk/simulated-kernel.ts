import { constants } from 'node:fs';
import * as attributes from './attributes.ts';
import type { Conditions } from './conditions.ts';
import type { Disk } from './disk.ts';
import { type FaultInjector, performStruck, refusalOf, type Strike } from './fault.ts';
import { type DirectoryEntry, Errno, type Kernel, type KernelStat, type KernelStatFs, type Primitive } from './kernel.ts';
import { Mount } from './mount.ts';
import * as naming from './naming.ts';
import type { Notices } from './notices.ts';
import { OpenInodes } from './open-inodes.ts';
import * as opening from './opening.ts';
import type { FsEvent, Recorder } from './trace.ts';
import * as transfer from './transfer.ts';
import { Watching } from './watching.ts';

export interface SimulatedKernelOptions {
  disk: Disk;
  /** An absolute path of one component, `/cw-0000012`, under which the disk is visible. All paths lie below it or are it. */
  root: string;
  recorder?: Recorder;
  /** Milliseconds since the epoch; must not go backwards. */
  nowMs: () => number;
  /** The Node API through which the store is calling, for events. */
  api?: () => string;
  /** The stack for an event, without the first line; by default that of the call itself, which ends at the last `await`. */
  currentStack?: () => string | undefined;
  conditions?: Conditions | undefined;
  /** The fsync or fdatasync of a good descriptor, counted from 0, that fails with EIO, once. */
  failedSync?: number | undefined;
  /** Makes calls go wrong. Only with a recorder. */
  faults?: FaultInjector | undefined;
  /** Of all processes that have the disk mounted; by default there is one. */
  openInodes?: OpenInodes;
  /** Numbers of descriptors; by default no two of a thread are equal. */
  nextDescriptor?: () => number;
}

/**
 * The primitives over a simulated disk, with the results and errors of Linux on ext4 or tmpfs; called as root, whom mode bits deny nothing, unless the conditions say otherwise.
 * Reads do not change the atime. Files are limited to 1 GiB (EFBIG).
 *
 * With a recorder each call is reported when it took effect or failed. Without one no event is built.
 */
export class SimulatedKernel implements Kernel {
  readonly #mount: Mount;
  readonly #recorder: Recorder | undefined;
  readonly #api: () => string;
  readonly #currentStack: () => string | undefined;
  readonly #faults: FaultInjector | undefined;
  #syncsBeforeFailure: number;
  #watching: Watching | undefined;

  constructor({
    disk,
    root,
    recorder,
    nowMs,
    api,
    currentStack,
    conditions,
    failedSync = -1,
    faults,
    openInodes = new OpenInodes(),
    nextDescriptor,
  }: SimulatedKernelOptions) {
    this.#mount = new Mount({ disk, root, conditions, openInodes, nowMs, nextDescriptor });
    this.#recorder = recorder;
    this.#api = api ?? (() => 'kernel');
    this.#currentStack = currentStack ?? stackOfCall;
    this.#faults = faults;
    this.#syncsBeforeFailure = failedSync;
  }

  /** umask(2) */
  setUmask(umask: number): void {
    this.#mount.umask = umask;
  }

  get disk(): Disk {
    return this.#mount.disk;
  }

  /** For leak checks: what is open, in order of opening, with the paths as they were given. */
  openDescriptors(): { fd: number; path: string }[] {
    return Array.from(this.#mount.descriptors(), ({ fd, path }) => ({ fd, path }));
  }

  /** Closes everything that is open, as the death of a process does. No events. */
  closeAll(): void {
    for (const { fd } of this.openDescriptors()) opening.close(this.#mount, fd);
    this.#watching?.end();
  }

  open(path: string, flags: number, mode: number): number {
    if (this.#recorder === undefined) return opening.open(this.#mount, path, flags, mode);
    const writing = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
    const creating = (flags & constants.O_CREAT) !== 0;
    const exclusive = creating && (flags & constants.O_EXCL) !== 0;
    return this.#record('open', path, undefined, () => opening.open(this.#mount, path, flags, mode), {
      writing,
      creating,
      exclusive,
    });
  }

  close(fd: number): void {
    if (this.#recorder === undefined) opening.close(this.#mount, fd);
    else this.#recordDescriptor('close', fd, () => opening.close(this.#mount, fd));
  }

  read(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | bigint | null): number {
    if (this.#recorder === undefined) return transfer.read(this.#mount, fd, buffer, offset, length, position);
    return this.#recordDescriptor('read', fd, () => transfer.read(this.#mount, fd, buffer, offset, length, position));
  }

  write(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number {
    if (this.#recorder === undefined) return transfer.write(this.#mount, fd, buffer, offset, length, position);
    const perform = (bytes = length) => transfer.write(this.#mount, fd, buffer, offset, bytes, position);
    return this.#recordDescriptor('write', fd, perform, { length });
  }

  readv(fd: number, buffers: readonly Uint8Array[], position: number | null): number {
    if (this.#recorder === undefined) return transfer.readv(this.#mount, fd, buffers, position);
    return this.#recordDescriptor('readv', fd, () => transfer.readv(this.#mount, fd, buffers, position));
  }

  writev(fd: number, buffers: readonly Uint8Array[], position: number | null): number {
    if (this.#recorder === undefined) return transfer.writev(this.#mount, fd, buffers, position);
    const perform = (bytes?: number) =>
      transfer.writev(this.#mount, fd, bytes === undefined ? buffers : begin(buffers, bytes), position);
    return this.#recordDescriptor('writev', fd, perform, { length: buffers.reduce((sum, { length }) => sum + length, 0) });
  }

  ftruncate(fd: number, length: number): void {
    if (this.#recorder === undefined) transfer.ftruncate(this.#mount, fd, length);
    else this.#recordDescriptor('ftruncate', fd, () => transfer.ftruncate(this.#mount, fd, length));
  }

  fsync(fd: number): void {
    if (this.#recorder === undefined) this.#sync(fd);
    else this.#recordDescriptor('fsync', fd, () => this.#sync(fd));
  }

  fdatasync(fd: number): void {
    if (this.#recorder === undefined) this.#sync(fd);
    else this.#recordDescriptor('fdatasync', fd, () => this.#sync(fd));
  }

  fstat(fd: number): KernelStat {
    if (this.#recorder === undefined) return attributes.fstat(this.#mount, fd);
    return this.#recordDescriptor('fstat', fd, () => attributes.fstat(this.#mount, fd));
  }

  stat(path: string): KernelStat {
    if (this.#recorder === undefined) return attributes.stat(this.#mount, path, true);
    return this.#record('stat', path, undefined, () => attributes.stat(this.#mount, path, true));
  }

  lstat(path: string): KernelStat {
    if (this.#recorder === undefined) return attributes.stat(this.#mount, path, false);
    return this.#record('lstat', path, undefined, () => attributes.stat(this.#mount, path, false));
  }

  access(path: string, mode: number): void {
    if (this.#recorder === undefined) attributes.access(this.#mount, path, mode);
    else {
      const writing = (mode & constants.W_OK) !== 0;
      this.#record('access', path, undefined, () => attributes.access(this.#mount, path, mode), { writing });
    }
  }

  readdir(path: string): DirectoryEntry[] {
    if (this.#recorder === undefined) return attributes.readdir(this.#mount, path);
    return this.#record('readdir', path, undefined, () => attributes.readdir(this.#mount, path));
  }

  mkdir(path: string, mode: number): void {
    if (this.#recorder === undefined) naming.mkdir(this.#mount, path, mode);
    else this.#record('mkdir', path, undefined, () => naming.mkdir(this.#mount, path, mode));
  }

  rmdir(path: string): void {
    if (this.#recorder === undefined) naming.rmdir(this.#mount, path);
    else this.#record('rmdir', path, undefined, () => naming.rmdir(this.#mount, path));
  }

  unlink(path: string): void {
    if (this.#recorder === undefined) naming.unlink(this.#mount, path);
    else this.#record('unlink', path, undefined, () => naming.unlink(this.#mount, path));
  }

  rename(from: string, to: string): void {
    if (this.#recorder === undefined) naming.rename(this.#mount, from, to);
    else this.#record('rename', from, to, () => naming.rename(this.#mount, from, to));
  }

  link(existing: string, path: string): void {
    if (this.#recorder === undefined) naming.link(this.#mount, existing, path);
    else this.#record('link', existing, path, () => naming.link(this.#mount, existing, path));
  }

  symlink(target: string, path: string): void {
    if (this.#recorder === undefined) naming.symlink(this.#mount, target, path);
    else this.#record('symlink', target, path, () => naming.symlink(this.#mount, target, path));
  }

  readlink(path: string): string {
    if (this.#recorder === undefined) return attributes.readlink(this.#mount, path);
    return this.#record('readlink', path, undefined, () => attributes.readlink(this.#mount, path));
  }

  realpath(path: string): string {
    if (this.#recorder === undefined) return attributes.realpath(this.#mount, path);
    return this.#record('realpath', path, undefined, () => attributes.realpath(this.#mount, path));
  }

  chmod(path: string, mode: number): void {
    if (this.#recorder === undefined) attributes.chmod(this.#mount, path, mode);
    else this.#record('chmod', path, undefined, () => attributes.chmod(this.#mount, path, mode));
  }

  fchmod(fd: number, mode: number): void {
    if (this.#recorder === undefined) attributes.fchmod(this.#mount, fd, mode);
    else this.#recordDescriptor('fchmod', fd, () => attributes.fchmod(this.#mount, fd, mode));
  }

  chown(path: string, uid: number, gid: number): void {
    if (this.#recorder === undefined) attributes.chown(this.#mount, path, { uid, gid }, true);
    else this.#record('chown', path, undefined, () => attributes.chown(this.#mount, path, { uid, gid }, true));
  }

  lchown(path: string, uid: number, gid: number): void {
    if (this.#recorder === undefined) attributes.chown(this.#mount, path, { uid, gid }, false);
    else this.#record('lchown', path, undefined, () => attributes.chown(this.#mount, path, { uid, gid }, false));
  }

  fchown(fd: number, uid: number, gid: number): void {
    if (this.#recorder === undefined) attributes.fchown(this.#mount, fd, { uid, gid });
    else this.#recordDescriptor('fchown', fd, () => attributes.fchown(this.#mount, fd, { uid, gid }));
  }

  utimes(path: string, atime: number, mtime: number): void {
    if (this.#recorder === undefined) attributes.utimes(this.#mount, path, { atime, mtime }, true);
    else this.#record('utimes', path, undefined, () => attributes.utimes(this.#mount, path, { atime, mtime }, true));
  }

  lutimes(path: string, atime: number, mtime: number): void {
    if (this.#recorder === undefined) attributes.utimes(this.#mount, path, { atime, mtime }, false);
    else this.#record('lutimes', path, undefined, () => attributes.utimes(this.#mount, path, { atime, mtime }, false));
  }

  futimes(fd: number, atime: number, mtime: number): void {
    if (this.#recorder === undefined) attributes.futimes(this.#mount, fd, { atime, mtime });
    else this.#recordDescriptor('futimes', fd, () => attributes.futimes(this.#mount, fd, { atime, mtime }));
  }

  statfs(path: string): KernelStatFs {
    if (this.#recorder === undefined) return attributes.statfs(this.#mount, path);
    return this.#record('statfs', path, undefined, () => attributes.statfs(this.#mount, path));
  }

  watch(path: string): number {
    const perform = (): number => {
      const { ino } = attributes.stat(this.#mount, path, true);
      this.#watches.add(ino);
      return ino;
    };
    return this.#recorder === undefined ? perform() : this.#record('watch', path, undefined, perform);
  }

  unwatch(watch: number): void {
    this.#watches.remove(watch);
  }

  get notices(): Notices {
    return this.#watches.notices;
  }

  get #watches(): Watching {
    this.#watching ??= new Watching(this.disk);
    return this.#watching;
  }

  #sync(fd: number): void {
    transfer.sync(this.#mount, fd);
    if (this.#syncsBeforeFailure-- === 0) throw new Errno('EIO');
  }

  /** Performs a call and reports it. */
  #record<T>(
    primitive: Primitive,
    path: string | undefined,
    to: string | undefined,
    perform: (bytes?: number) => T,
    { writing = false, creating = false, exclusive = false, length = 0 }: CallDetails = {},
  ): T {
    const mount = this.#mount;
    const effects = mount.beginCall();
    let error: string | undefined;
    const faults = this.#faults?.concerns(primitive) === true ? this.#faults : undefined;
    const strike =
      faults === undefined ? undefined : this.#strike(faults, { primitive, path, to, writing, creating, exclusive, length });
    try {
      return strike === undefined ? perform() : performStruck(strike, perform);
    } catch (thrown) {
      if (thrown instanceof Errno) error = thrown.code;
      throw thrown;
    } finally {
      const event: FsEvent = { type: 'fs', primitive, api: this.#api(), effects };
      mount.effects = undefined;
      if (path !== undefined) event.path = this.#below(path);
      if (to !== undefined) event.to = this.#below(to);
      if (writing) event.forWriting = true;
      if (strike !== undefined) event.injected = true;
      if (mount.offset >= 0) event.offset = mount.offset;
      if (mount.length >= 0) event.length = mount.length;
      if (mount.subject !== 0) event.ino = mount.subject;
      if (mount.synchronous) event.synchronous = true;
      if (error !== undefined) event.error = error;
      this.#report(event);
    }
  }

  #recordDescriptor<T>(primitive: Primitive, fd: number, perform: (bytes?: number) => T, details?: { length: number }): T {
    return this.#record(primitive, this.#mount.pathOfDescriptor(fd), undefined, perform, details);
  }

  #strike(
    faults: FaultInjector,
    { primitive, path, to, writing, creating, exclusive, length }: Named & Required<CallDetails>,
  ): Strike | undefined {
    const call = {
      primitive,
      ...(path === undefined ? {} : { path: this.#below(path) }),
      ...(to === undefined ? {} : { to: this.#below(to) }),
      ...(writing ? ({ forWriting: true } as const) : {}),
      creates: creating && path !== undefined && !this.#exists(path),
      refused:
        path === undefined
          ? undefined
          : refusalOf({ primitive, path, to, creating, exclusive, exists: (one) => this.#exists(one) }),
    };
    return faults.next(call, length);
  }

  #exists(path: string): boolean {
    try {
      attributes.stat(this.#mount, path, false);
      return true;
    } catch {
      return false;
    }
  }

  #report(event: FsEvent): void {
    const recorder = this.#recorder;
    if (recorder === undefined) return;
    const stack = recorder.stacks ? this.#currentStack() : undefined;
    if (stack !== undefined) event.stack = stack;
    recorder.event(event);
  }

  /** A path as events show it. A relative target of a symbolic link stays as it is. */
  #below(path: string): string {
    const { root } = this.#mount;
    if (path === root) return '/';
    return path.startsWith(`${root}/`) ? path.slice(root.length) : path;
  }
}

interface Named {
  readonly primitive: Primitive;
  readonly path: string | undefined;
  readonly to: string | undefined;
}

interface CallDetails {
  readonly writing?: boolean;
  readonly creating?: boolean;
  readonly exclusive?: boolean;
  readonly length?: number;
}

/** The first bytes of several buffers. */
function begin(buffers: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  return buffers.map((buffer) => {
    const part = buffer.subarray(0, left);
    left -= part.length;
    return part;
  });
}

function stackOfCall(): string | undefined {
  const { stack } = new Error();
  return stack?.slice(stack.indexOf('\n') + 1);
}
