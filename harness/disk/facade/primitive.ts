import type { DirectoryEntry, KernelStat, KernelStatFs, Primitive } from '../kernel.ts';
import type { MountState } from './mount.ts';

/** One primitive that a call wants performed, with what Node would say in the error if the kernel refuses. */
export class Request {
  readonly primitive: Primitive;
  readonly perform: (mount: MountState) => unknown;
  readonly syscall: string;
  readonly path: string | undefined;
  readonly dest: string | undefined;
  /** Where it is performed, if not on the mount of the whole call (a copy between two of them). */
  mount: MountState | undefined;

  constructor(primitive: Primitive, perform: (mount: MountState) => unknown, syscall: string, path?: string, dest?: string) {
    this.primitive = primitive;
    this.perform = perform;
    this.syscall = syscall;
    this.path = path;
    this.dest = dest;
    this.mount = undefined;
  }
}

/** Waits for something that is not a primitive: a chunk of an async iterable, an asynchronous filter, the delay before a retry. */
export class Pause {
  readonly until: () => PromiseLike<unknown>;
  constructor(until: () => PromiseLike<unknown>) {
    this.until = until;
  }
}

/** What the kernel refused, thrown into the program; it becomes an `Error` only if it leaves the call. */
export class Refusal {
  readonly code: string;
  readonly syscall: string;
  readonly path: string | undefined;
  readonly dest: string | undefined;
  constructor(code: string, syscall: string, path?: string, dest?: string) {
    this.code = code;
    this.syscall = syscall;
    this.path = path;
    this.dest = dest;
  }
}

/** A call as a sequence of primitives, written once and driven synchronously, by callback or by promise. */
export type Program<T> = Generator<Request | Pause, T, unknown>;

/** Awaits in the callback and promise styles. */
export function* pause(until: () => PromiseLike<unknown>): Program<unknown> {
  return yield new Pause(until);
}

/** Runs a program on another mount than that of the whole call. */
export function* on<T>(mount: MountState, program: Program<T>): Program<T> {
  let step = program.next();
  while (!step.done) {
    if (step.value instanceof Request) step.value.mount ??= mount;
    let value: unknown;
    try {
      value = yield step.value;
    } catch (error) {
      step = program.throw(error);
      continue;
    }
    step = program.next(value);
  }
  return step.value;
}

/** Lets refusals name another system call: libuv does a whole copy in one call, and reports it as `copyfile`. */
export function* labelled<T>(
  syscall: string,
  path: string | undefined,
  dest: string | undefined,
  program: Program<T>,
): Program<T> {
  try {
    return yield* program;
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.code, syscall, path, dest) : error;
  }
}

export function* open(path: string, flags: number, mode: number): Program<number> {
  return (yield new Request('open', (m) => m.adopt(m.kernel.open(path, flags, mode)), 'open', path)) as number;
}

export function* close(fd: number): Program<void> {
  yield new Request('close', (m) => m.release(fd), 'close');
}

export type Position = number | bigint | null;

export function* read(fd: number, buffer: Uint8Array, offset: number, length: number, position: Position): Program<number> {
  return (yield new Request(
    'read',
    (m) => m.kernel.read(m.kernelDescriptor(fd), buffer, offset, length, position),
    'read',
  )) as number;
}

export function* write(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): Program<number> {
  const perform = (m: MountState) => m.kernel.write(m.kernelDescriptor(fd), buffer, offset, length, position);
  return (yield new Request('write', perform, 'write')) as number;
}

export function* readv(fd: number, buffers: readonly Uint8Array[], position: number | null): Program<number> {
  return (yield new Request('readv', (m) => m.kernel.readv(m.kernelDescriptor(fd), buffers, position), 'read')) as number;
}

export function* writev(fd: number, buffers: readonly Uint8Array[], position: number | null): Program<number> {
  return (yield new Request('writev', (m) => m.kernel.writev(m.kernelDescriptor(fd), buffers, position), 'write')) as number;
}

export function* ftruncate(fd: number, length: number): Program<void> {
  yield new Request('ftruncate', (m) => m.kernel.ftruncate(m.kernelDescriptor(fd), length), 'ftruncate');
}

export function* fsync(fd: number): Program<void> {
  yield new Request('fsync', (m) => m.kernel.fsync(m.kernelDescriptor(fd)), 'fsync');
}

export function* fdatasync(fd: number): Program<void> {
  yield new Request('fdatasync', (m) => m.kernel.fdatasync(m.kernelDescriptor(fd)), 'fdatasync');
}

export function* fstat(fd: number): Program<KernelStat> {
  return (yield new Request('fstat', (m) => m.kernel.fstat(m.kernelDescriptor(fd)), 'fstat')) as KernelStat;
}

export function* stat(path: string): Program<KernelStat> {
  return (yield new Request('stat', (m) => m.kernel.stat(path), 'stat', path)) as KernelStat;
}

export function* lstat(path: string): Program<KernelStat> {
  return (yield new Request('lstat', (m) => m.kernel.lstat(path), 'lstat', path)) as KernelStat;
}

export function* access(path: string, mode: number): Program<void> {
  yield new Request('access', (m) => m.kernel.access(path, mode), 'access', path);
}

/** In no promised order. */
export function* readdir(path: string): Program<DirectoryEntry[]> {
  return (yield new Request('readdir', (m) => m.kernel.readdir(path), 'scandir', path)) as DirectoryEntry[];
}

export function* mkdir(path: string, mode: number): Program<void> {
  yield new Request('mkdir', (m) => m.kernel.mkdir(path, mode), 'mkdir', path);
}

export function* rmdir(path: string): Program<void> {
  yield new Request('rmdir', (m) => m.kernel.rmdir(path), 'rmdir', path);
}

export function* unlink(path: string): Program<void> {
  yield new Request('unlink', (m) => m.kernel.unlink(path), 'unlink', path);
}

export function* rename(from: string, to: string): Program<void> {
  yield new Request('rename', (m) => m.kernel.rename(from, to), 'rename', from, to);
}

export function* link(existing: string, path: string): Program<void> {
  yield new Request('link', (m) => m.kernel.link(existing, path), 'link', existing, path);
}

export function* symlink(target: string, path: string): Program<void> {
  yield new Request('symlink', (m) => m.kernel.symlink(target, path), 'symlink', target, path);
}

export function* readlink(path: string): Program<string> {
  return (yield new Request('readlink', (m) => m.kernel.readlink(path), 'readlink', path)) as string;
}

export function* realpath(path: string): Program<string> {
  return (yield new Request('realpath', (m) => m.kernel.realpath(path), 'realpath', path)) as string;
}

export function* chmod(path: string, mode: number): Program<void> {
  yield new Request('chmod', (m) => m.kernel.chmod(path, mode), 'chmod', path);
}

export function* fchmod(fd: number, mode: number): Program<void> {
  yield new Request('fchmod', (m) => m.kernel.fchmod(m.kernelDescriptor(fd), mode), 'fchmod');
}

export function* chown(path: string, uid: number, gid: number): Program<void> {
  yield new Request('chown', (m) => m.kernel.chown(path, uid, gid), 'chown', path);
}

export function* lchown(path: string, uid: number, gid: number): Program<void> {
  yield new Request('lchown', (m) => m.kernel.lchown(path, uid, gid), 'lchown', path);
}

export function* fchown(fd: number, uid: number, gid: number): Program<void> {
  yield new Request('fchown', (m) => m.kernel.fchown(m.kernelDescriptor(fd), uid, gid), 'fchown');
}

export function* utimes(path: string, atime: number, mtime: number): Program<void> {
  yield new Request('utimes', (m) => m.kernel.utimes(path, atime, mtime), 'utime', path);
}

export function* lutimes(path: string, atime: number, mtime: number): Program<void> {
  yield new Request('lutimes', (m) => m.kernel.lutimes(path, atime, mtime), 'lutime', path);
}

export function* futimes(fd: number, atime: number, mtime: number): Program<void> {
  yield new Request('futimes', (m) => m.kernel.futimes(m.kernelDescriptor(fd), atime, mtime), 'futime');
}

export function* statfs(path: string): Program<KernelStatFs> {
  return (yield new Request('statfs', (m) => m.kernel.statfs(path), 'statfs', path)) as KernelStatFs;
}

export function* watch(path: string): Program<number> {
  return (yield new Request('watch', (m) => m.kernel.watch(path), 'watch', path)) as number;
}

export function* unwatch(watched: number): Program<void> {
  yield new Request('unwatch', (m) => m.kernel.unwatch(watched), 'watch');
}
