import type * as fs from 'node:fs';
import { constants } from 'node:fs';
import {
  type DirectoryEntry,
  Errno,
  type FileKind,
  type Kernel,
  type KernelStat,
  type KernelStatFs,
  type Primitive,
} from './kernel.ts';
import type { FsEvent, Recorder } from './trace.ts';

/** The functions of `node:fs` that are needed, as they were before anything patched them. */
export type RealFs = Pick<
  typeof fs,
  | 'openSync'
  | 'closeSync'
  | 'readSync'
  | 'writeSync'
  | 'readvSync'
  | 'writevSync'
  | 'ftruncateSync'
  | 'fsyncSync'
  | 'fdatasyncSync'
  | 'fstatSync'
  | 'statSync'
  | 'lstatSync'
  | 'accessSync'
  | 'readdirSync'
  | 'mkdirSync'
  | 'rmdirSync'
  | 'unlinkSync'
  | 'renameSync'
  | 'linkSync'
  | 'symlinkSync'
  | 'readlinkSync'
  | 'realpathSync'
  | 'chmodSync'
  | 'fchmodSync'
  | 'chownSync'
  | 'lchownSync'
  | 'fchownSync'
  | 'utimesSync'
  | 'lutimesSync'
  | 'futimesSync'
  | 'statfsSync'
>;

export interface RealKernelOptions {
  recorder?: Recorder;
  /** The directory that events show as `/`. Paths elsewhere are shown as they are. */
  root?: string;
  /** The Node API through which the store is calling, for events. */
  api?: () => string;
}

/**
 * The primitives on the real file system. Errors of the system become `Errno`; those of Node's argument checks pass as they are.
 * Events have no effects, as what a call changed is the system's secret; they say `changed`. A call that finds things as it wants
 * them (a rename onto a hard link of itself) counts as a change.
 */
export class RealKernel implements Kernel {
  readonly #fs: RealFs;
  readonly #recorder: Recorder | undefined;
  readonly #root: string | undefined;
  readonly #api: () => string;
  readonly #paths = new Map<number, string>();

  constructor(realFs: RealFs, { recorder, root, api }: RealKernelOptions = {}) {
    this.#fs = realFs;
    this.#recorder = recorder;
    this.#root = root;
    this.#api = api ?? (() => 'kernel');
  }

  open(path: string, flags: number, mode: number): number {
    if (this.#recorder === undefined) return this.#call({ primitive: 'open', path }, () => this.#fs.openSync(path, flags, mode));
    const changed = this.#wouldChange(path, flags);
    const fd = this.#call({ primitive: 'open', path, changed }, () => this.#fs.openSync(path, flags, mode));
    this.#paths.set(fd, path);
    return fd;
  }

  close(fd: number): void {
    this.#onDescriptor('close', fd, {}, () => this.#fs.closeSync(fd));
    this.#paths.delete(fd);
  }

  read(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | bigint | null): number {
    const at = { length, ...offsetOf(position) };
    return this.#onDescriptor('read', fd, at, () => this.#fs.readSync(fd, buffer, offset, length, position));
  }

  write(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number {
    const at = { length, ...offsetOf(position) };
    return this.#onDescriptor('write', fd, at, () => this.#fs.writeSync(fd, buffer, offset, length, position));
  }

  readv(fd: number, buffers: readonly Uint8Array[], position: number | null): number {
    const at = { length: totalBytes(buffers), ...offsetOf(position) };
    return this.#onDescriptor('readv', fd, at, () => this.#fs.readvSync(fd, buffers, position ?? undefined));
  }

  writev(fd: number, buffers: readonly Uint8Array[], position: number | null): number {
    const at = { length: totalBytes(buffers), ...offsetOf(position) };
    return this.#onDescriptor('writev', fd, at, () => this.#fs.writevSync(fd, buffers, position ?? undefined));
  }

  ftruncate(fd: number, length: number): void {
    this.#onDescriptor('ftruncate', fd, { length }, () => {
      // Node would take it for 0.
      if (length < 0) throw new Errno('EINVAL');
      this.#fs.ftruncateSync(fd, length);
    });
  }

  fsync(fd: number): void {
    this.#onDescriptor('fsync', fd, {}, () => this.#fs.fsyncSync(fd));
  }

  fdatasync(fd: number): void {
    this.#onDescriptor('fdatasync', fd, {}, () => this.#fs.fdatasyncSync(fd));
  }

  fstat(fd: number): KernelStat {
    return this.#onDescriptor('fstat', fd, {}, () => describe(this.#fs.fstatSync(fd)));
  }

  stat(path: string): KernelStat {
    return this.#call({ primitive: 'stat', path }, () => describe(this.#fs.statSync(path)));
  }

  lstat(path: string): KernelStat {
    return this.#call({ primitive: 'lstat', path }, () => describe(this.#fs.lstatSync(path)));
  }

  access(path: string, mode: number): void {
    this.#call({ primitive: 'access', path }, () => this.#fs.accessSync(path, mode));
  }

  readdir(path: string): DirectoryEntry[] {
    return this.#call({ primitive: 'readdir', path }, () =>
      this.#fs.readdirSync(path, { withFileTypes: true }).map((entry) => ({ name: entry.name, kind: kindOf(entry) })),
    );
  }

  mkdir(path: string, mode: number): void {
    this.#call({ primitive: 'mkdir', path }, () => this.#fs.mkdirSync(path, mode));
  }

  rmdir(path: string): void {
    this.#call({ primitive: 'rmdir', path }, () => this.#fs.rmdirSync(path));
  }

  unlink(path: string): void {
    this.#call({ primitive: 'unlink', path }, () => this.#fs.unlinkSync(path));
  }

  rename(from: string, to: string): void {
    this.#call({ primitive: 'rename', path: from, to }, () => this.#fs.renameSync(from, to));
  }

  link(existing: string, path: string): void {
    this.#call({ primitive: 'link', path: existing, to: path }, () => this.#fs.linkSync(existing, path));
  }

  symlink(target: string, path: string): void {
    this.#call({ primitive: 'symlink', path: target, to: path }, () => this.#fs.symlinkSync(target, path));
  }

  readlink(path: string): string {
    return this.#call({ primitive: 'readlink', path }, () => this.#fs.readlinkSync(path));
  }

  realpath(path: string): string {
    return this.#call({ primitive: 'realpath', path }, () => this.#fs.realpathSync.native(path));
  }

  chmod(path: string, mode: number): void {
    this.#call({ primitive: 'chmod', path }, () => this.#fs.chmodSync(path, mode));
  }

  fchmod(fd: number, mode: number): void {
    this.#onDescriptor('fchmod', fd, {}, () => this.#fs.fchmodSync(fd, mode));
  }

  chown(path: string, uid: number, gid: number): void {
    this.#call({ primitive: 'chown', path }, () => this.#fs.chownSync(path, uid, gid));
  }

  lchown(path: string, uid: number, gid: number): void {
    this.#call({ primitive: 'lchown', path }, () => this.#fs.lchownSync(path, uid, gid));
  }

  fchown(fd: number, uid: number, gid: number): void {
    this.#onDescriptor('fchown', fd, {}, () => this.#fs.fchownSync(fd, uid, gid));
  }

  utimes(path: string, atime: number, mtime: number): void {
    this.#call({ primitive: 'utimes', path }, () => this.#fs.utimesSync(path, atime, mtime));
  }

  lutimes(path: string, atime: number, mtime: number): void {
    this.#call({ primitive: 'lutimes', path }, () => this.#fs.lutimesSync(path, atime, mtime));
  }

  futimes(fd: number, atime: number, mtime: number): void {
    this.#onDescriptor('futimes', fd, {}, () => this.#fs.futimesSync(fd, atime, mtime));
  }

  /** Whoever watches a real directory asks Node. */
  watch(): never {
    throw new Errno('ENOSYS');
  }

  unwatch(): never {
    throw new Errno('ENOSYS');
  }

  statfs(path: string): KernelStatFs {
    return this.#call({ primitive: 'statfs', path }, () => {
      const { type, bsize, blocks, bfree, bavail, files, ffree } = this.#fs.statfsSync(path);
      return { type, bsize, blocks, bfree, bavail, files, ffree };
    });
  }

  /** Whether opening creates or truncates, as far as can be told beforehand. */
  #wouldChange(path: string, flags: number): boolean {
    if ((flags & (constants.O_CREAT | constants.O_TRUNC)) === 0) return false;
    try {
      const { size } = this.#fs.statSync(path);
      return (flags & constants.O_TRUNC) !== 0 && size > 0;
    } catch {
      return (flags & constants.O_CREAT) !== 0;
    }
  }

  #onDescriptor<T>(primitive: Primitive, fd: number, range: Range, perform: () => T): T {
    const path = this.#paths.get(fd);
    return this.#call({ primitive, ...(path === undefined ? {} : { path }), ...range }, perform);
  }

  #call<T>(call: Call, perform: () => T): T {
    let error: string | undefined;
    try {
      return perform();
    } catch (thrown) {
      const errno = toErrno(thrown);
      if (errno === undefined) throw thrown;
      error = errno.code;
      throw errno;
    } finally {
      this.#report(call, error);
    }
  }

  #report(call: Call, error: string | undefined): void {
    const recorder = this.#recorder;
    if (recorder === undefined) return;
    const changed = error === undefined && (call.changed ?? changes(call));
    const event: FsEvent = { type: 'fs', api: this.#api(), effects: [], ...call, changed };
    if (call.path !== undefined) event.path = this.#below(call.path);
    if (call.to !== undefined) event.to = this.#below(call.to);
    if (error !== undefined) event.error = error;
    if (recorder.stacks) {
      const { stack } = new Error();
      if (stack !== undefined) event.stack = stack.slice(stack.indexOf('\n') + 1);
    }
    recorder.event(event);
  }

  #below(path: string): string {
    const root = this.#root;
    if (root === undefined || !path.startsWith(root)) return path;
    if (path.length === root.length) return '/';
    return path.startsWith('/', root.length) ? path.slice(root.length) : path;
  }
}

type Range = Pick<FsEvent, 'offset' | 'length'>;
type Call = Pick<FsEvent, 'primitive' | 'path' | 'to' | 'offset' | 'length' | 'changed'>;

/** Whether a call that succeeded changed what is stored. */
function changes({ primitive, length }: Call): boolean {
  return primitive === 'write' || primitive === 'writev' ? length !== 0 : CHANGING.has(primitive);
}

const CHANGING: ReadonlySet<Primitive> = new Set<Primitive>([
  ...(['ftruncate', 'mkdir', 'rmdir', 'unlink', 'rename', 'link', 'symlink'] as const),
  ...(['chmod', 'fchmod', 'chown', 'lchown', 'fchown', 'utimes', 'lutimes', 'futimes'] as const),
]);

/** Where a call says at which offset it works, an event says so too. */
function offsetOf(position: number | bigint | null): Range {
  return position === null ? {} : { offset: Number(position) };
}

function totalBytes(buffers: readonly Uint8Array[]): number {
  let total = 0;
  for (const buffer of buffers) total += buffer.length;
  return total;
}

/** The system's refusal; `undefined` for anything else, such as Node's own `ERR_...`. */
function toErrno(thrown: unknown): Errno | undefined {
  if (thrown instanceof Errno) return thrown;
  if (!(thrown instanceof Error) || !('errno' in thrown) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? new Errno(thrown.code) : undefined;
}

/** What is neither directory nor symbolic link (a socket, a FIFO) counts as a file. */
function kindOf(entry: { isDirectory(): boolean; isSymbolicLink(): boolean }): FileKind {
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'symlink' : 'file';
}

function describe(stats: fs.Stats): KernelStat {
  const { ino, nlink, uid, gid, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs } = stats;
  const mode = stats.mode & 0o7777;
  return { ino, kind: kindOf(stats), mode, nlink, uid, gid, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs };
}
