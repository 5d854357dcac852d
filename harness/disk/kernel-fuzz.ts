import { constants } from 'node:fs';
import fc from 'fast-check';
import { Errno, type Kernel, type KernelStat } from './kernel.ts';

/** A primitive call as data. Paths are relative to a base directory; descriptors are named by the order of the opens that succeeded. */
export type FuzzCall =
  | { call: 'open'; path: string; flags: number; mode: number }
  | { call: 'close' | 'fsync' | 'fdatasync' | 'fstat'; slot: number }
  | { call: 'read' | 'write'; slot: number; length: number; position: number | null }
  | { call: 'readv' | 'writev'; slot: number; lengths: number[]; position: number | null }
  | { call: 'ftruncate'; slot: number; length: number }
  | { call: 'stat' | 'lstat' | 'readdir' | 'rmdir' | 'unlink' | 'readlink' | 'realpath' | 'statfs'; path: string }
  | { call: 'access' | 'mkdir' | 'chmod'; path: string; mode: number }
  | { call: 'fchmod'; slot: number; mode: number }
  | { call: 'rename' | 'link'; path: string; to: string }
  | { call: 'symlink'; target: string; path: string }
  | { call: 'chown' | 'lchown'; path: string; id: number }
  | { call: 'fchown'; slot: number; id: number }
  | { call: 'utimes' | 'lutimes'; path: string; seconds: number }
  | { call: 'futimes'; slot: number; seconds: number };

/**
 * Sequences of 10 to 25 calls over a name space so small that they meet.
 *
 * @param privileged whether to generate what only root may do: modes that deny the owner, changes of owner.
 */
export function fuzzCalls({ privileged }: { privileged: boolean }): fc.Arbitrary<FuzzCall[]> {
  return fc.array(fc.oneof(...weighted(privileged)), { minLength: 10, maxLength: 25, size: 'max' });
}

/** Runs calls on a kernel, one after the other, and says what came of each as a line of text that is the same on equal kernels. */
export class FuzzRun {
  readonly #kernel: Kernel;
  readonly #root: string;
  readonly #base: string;
  /** Descriptors in order of opening; -1 once closed, as real numbers are used again. */
  readonly #slots: number[] = [];
  #written = 0;

  constructor(kernel: Kernel, root: string) {
    this.#kernel = kernel;
    this.#root = root;
    this.#base = [root, ...BASE].join('/');
  }

  /** Opens `a` and `d`, where they exist, so that descriptors are there from the start. */
  openFirst(): void {
    this.perform({ call: 'open', path: 'a', flags: O_RDWR, mode: 0 });
    this.perform({ call: 'open', path: 'd', flags: O_RDONLY, mode: 0 });
  }

  /** To be called once for a disk. `populated`: with a few files, directories and links at the names of the name space. */
  static makeBase(kernel: Kernel, root: string, populated: boolean): void {
    for (let depth = 1; depth <= BASE.length; depth++) kernel.mkdir([root, ...BASE.slice(0, depth)].join('/'), 0o755);
    if (!populated) return;
    const base = [root, ...BASE].join('/');
    for (const name of ['d', 'd/e']) kernel.mkdir(`${base}/${name}`, 0o755);
    for (const name of ['a', 'd/a', 'd/e/a']) kernel.close(kernel.open(`${base}/${name}`, O_WRONLY | O_CREAT, 0o644));
    kernel.symlink('d', `${base}/l`);
    kernel.symlink('a', `${base}/m`);
  }

  perform(call: FuzzCall): string {
    try {
      return String(this.#perform(call) ?? 'done');
    } catch (error) {
      if (error instanceof Errno) return error.code;
      throw error;
    }
  }

  /** The stats of all open descriptors, which are closed. */
  finish(): string[] {
    const lines = this.#slots.map((fd) => (fd === -1 ? 'closed' : describeStat(this.#kernel.fstat(fd))));
    for (const fd of this.#slots) if (fd !== -1) this.#kernel.close(fd);
    this.#slots.length = 0;
    return lines;
  }

  #perform(call: FuzzCall): unknown {
    const kernel = this.#kernel;
    if ('slot' in call) return this.#performOnDescriptor(call);
    const path = call.path === '' ? this.#base : `${this.#base}/${call.path}`;
    switch (call.call) {
      case 'open':
        return `slot ${this.#slots.push(kernel.open(path, call.flags, call.mode))}`;
      case 'stat':
      case 'lstat':
        return describeStat(kernel[call.call](path));
      case 'readdir':
        return kernel
          .readdir(path)
          .map(({ name, kind }) => `${name} ${kind}`)
          .sort()
          .join();
      case 'readlink':
      case 'realpath':
        return kernel[call.call](path).replace(this.#root, '@');
      case 'statfs':
        kernel.statfs(path);
        return undefined;
      case 'rmdir':
      case 'unlink':
        return kernel[call.call](path);
      case 'access':
      case 'mkdir':
      case 'chmod':
        return kernel[call.call](path, call.mode);
      case 'rename':
      case 'link':
        return kernel[call.call](path, `${this.#base}/${call.to}`);
      case 'symlink':
        return kernel.symlink(call.target.replace('@', this.#base), path);
      case 'chown':
      case 'lchown':
        return kernel[call.call](path, call.id, call.id);
      case 'utimes':
        kernel.utimes(path, call.seconds, call.seconds);
        return kernel.stat(path).mtimeMs;
      case 'lutimes':
        kernel.lutimes(path, call.seconds, call.seconds);
        return kernel.lstat(path).mtimeMs;
    }
  }

  #performOnDescriptor(call: Extract<FuzzCall, { slot: number }>): unknown {
    const kernel = this.#kernel;
    const index = this.#slots.length === 0 ? 0 : call.slot % this.#slots.length;
    const known = this.#slots[index] ?? -1;
    const fd = known === -1 ? NO_DESCRIPTOR : known;
    switch (call.call) {
      case 'close':
        kernel.close(fd);
        this.#slots[index] = -1;
        return undefined;
      case 'fsync':
      case 'fdatasync':
        return kernel[call.call](fd);
      case 'fstat':
        return describeStat(kernel.fstat(fd));
      case 'read': {
        const buffer = Buffer.alloc(call.length + 2, '.');
        const count = kernel.read(fd, buffer, 1, call.length, call.position);
        return `${count} ${buffer.toString('latin1')}`;
      }
      case 'readv': {
        const buffers = call.lengths.map((length) => Buffer.alloc(length, '.'));
        const count = kernel.readv(fd, buffers, call.position);
        return `${count} ${Buffer.concat(buffers).toString('latin1')}`;
      }
      case 'write':
        return kernel.write(fd, this.#bytes(call.length + 2), 1, call.length, call.position);
      case 'writev':
        return kernel.writev(
          fd,
          call.lengths.map((length) => this.#bytes(length)),
          call.position,
        );
      case 'ftruncate':
        return kernel.ftruncate(fd, call.length);
      case 'fchmod':
        return kernel.fchmod(fd, call.mode);
      case 'fchown':
        return kernel.fchown(fd, call.id, call.id);
      case 'futimes':
        kernel.futimes(fd, call.seconds, call.seconds);
        return kernel.fstat(fd).mtimeMs;
    }
  }

  /** Different bytes for each write. */
  #bytes(length: number): Buffer {
    this.#written++;
    return Buffer.alloc(length, String.fromCharCode(97 + (this.#written % 26)));
  }
}

/** Everything below a directory, a line a path, with bytes, link targets and which names are hard links of each other. */
export function describeTree(kernel: Kernel, root: string): string[] {
  const lines: string[] = [];
  const seen = new Map<number, string>();
  const visit = (path: string, shown: string): void => {
    const stat = kernel.lstat(path);
    const same = seen.get(stat.ino);
    if (same === undefined) seen.set(stat.ino, shown);
    lines.push(`${shown} ${describeStat(stat)} ${same === undefined ? contentOf(kernel, path, stat, root) : `= ${same}`}`);
    if (stat.kind !== 'directory') return;
    const names = kernel.readdir(path).map(({ name }) => name);
    for (const name of names.sort()) visit(`${path}/${name}`, `${shown}/${name}`);
  };
  visit(root, '');
  return lines;
}

/** Deep enough that no path of the name space leads above the root. */
const BASE = ['p', 'q', 'r', 'w'];

const NO_DESCRIPTOR = 999_999;

const { O_APPEND, O_CREAT, O_DIRECTORY, O_DSYNC, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = constants;

const USUAL_FLAGS = [
  O_RDONLY,
  O_RDWR,
  O_WRONLY | O_CREAT | O_TRUNC,
  O_WRONLY | O_CREAT | O_EXCL,
  O_RDWR | O_CREAT,
  O_RDWR | O_CREAT | O_TRUNC,
  O_WRONLY | O_CREAT | O_APPEND,
  O_RDWR | O_CREAT | O_APPEND | O_SYNC,
  O_RDONLY | O_DIRECTORY,
  O_RDONLY | O_TRUNC,
  O_RDWR | O_DSYNC,
  O_RDONLY | O_NOFOLLOW,
];
const FLAG_BITS = [O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_DIRECTORY, O_NOFOLLOW];

const PLAIN = ['a', 'b', 'c', 'd', 'e', 'l', 'm', 'd/a', 'd/e', 'e/d', 'd/e/a'];
const NAME_BYTES_MAX = 255;
const ODD = [
  ...['.', '..', '', 'd/..', 'd/.', 'e/d/..', 'l/.', 'l/..', 'a/.', 'a/..', 'nope/..'],
  ...[
    'a/',
    'd/',
    'd/e/',
    'n/',
    'l/',
    'm/',
    'm//',
    'a/b',
    'l/a',
    'm/d',
    'd/l',
    'd/m',
    'l/m/a',
    'd/../a',
    'e/../l',
    './b',
    '/c',
    'd//a',
    '../a',
    'nope/a',
  ],
  ...['n'.repeat(NAME_BYTES_MAX), 'n'.repeat(NAME_BYTES_MAX + 1), `d/${'é'.repeat(128)}`, `${'n'.repeat(NAME_BYTES_MAX + 1)}/a`],
  `a/${'n'.repeat(NAME_BYTES_MAX + 1)}`,
  'd/'.repeat(3000),
];
/** At most one step up each, so that no path of the name space leads above the disk's root. `@` is the base directory. */
const TARGETS = [
  'a',
  'b',
  'd',
  'e',
  'd/a',
  'd/e',
  'l',
  'm',
  'nope',
  '.',
  '..',
  'd/',
  'a/',
  'n/',
  '../d',
  '../a',
  '@/a',
  '@/d',
  '@/l',
  '',
  't'.repeat(5000),
];

function weighted(privileged: boolean): fc.WeightedArbitrary<FuzzCall>[] {
  const path = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PLAIN) }, { weight: 1, arbitrary: fc.constantFrom(...ODD) });
  const flags = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...USUAL_FLAGS) }, { weight: 1, arbitrary: anyFlags() });
  const mode = fc.constantFrom(
    ...(privileged ? [0o666, 0o777, 0, 0o640, 0o7777, 0o2755, 0o1700, 0o4654] : [0o666, 0o777, 0o640, 0o750, 0o700]),
  );
  const fileMode = privileged ? mode : mode.map((bits) => bits | 0o600);
  const slot = fc.nat(7);
  const position = fc.constantFrom(null, null, null, 0, 1, 7, 4090, 9000);
  const length = fc.constantFrom(1, 2, 3, 10, 100, 4096, 5000);
  const lengths = fc.array(length, { minLength: 1, maxLength: 3 });
  const id = fc.constantFrom(...(privileged ? [0, 1, 4_294_967_295] : [4_294_967_295]));
  const seconds = fc.constantFrom(0, 1, 1_700_000_000, 1_700_000_000.5);
  const call = <const C extends FuzzCall['call']>(...names: C[]): fc.Arbitrary<C> => fc.constantFrom(...names);
  const of = (weight: number, arbitrary: fc.Arbitrary<FuzzCall>): fc.WeightedArbitrary<FuzzCall> => ({ weight, arbitrary });
  return [
    of(9, fc.record({ call: call('open'), path, flags, mode: fileMode })),
    of(2, fc.record({ call: call('close', 'fsync', 'fdatasync', 'fstat'), slot })),
    of(3, fc.record({ call: call('read'), slot, length, position })),
    of(6, fc.record({ call: call('write'), slot, length: fc.oneof(length, fc.constant(0)), position })),
    of(2, fc.record({ call: call('readv', 'writev'), slot, lengths, position })),
    of(2, fc.record({ call: call('ftruncate'), slot, length: fc.constantFrom(0, 1, 5, 4096, 4099, 10_000, -1) })),
    of(4, fc.record({ call: call('stat', 'lstat', 'readdir', 'readlink', 'realpath', 'statfs'), path })),
    of(2, fc.record({ call: call('rmdir', 'unlink'), path })),
    of(1, fc.record({ call: call('access'), path, mode: fc.nat(7) })),
    of(4, fc.record({ call: call('mkdir'), path, mode: privileged ? mode : fc.constant(0o777) })),
    of(1, fc.record({ call: call('chmod'), path, mode: privileged ? mode : fc.constant(0o700) })),
    of(1, fc.record({ call: call('fchmod'), slot, mode: privileged ? mode : fc.constant(0o700) })),
    of(6, fc.record({ call: call('rename'), path, to: path })),
    of(2, fc.record({ call: call('link'), path, to: path })),
    of(4, fc.record({ call: call('symlink'), target: fc.constantFrom(...TARGETS), path })),
    of(1, fc.record({ call: call('chown', 'lchown'), path, id })),
    of(1, fc.record({ call: call('fchown'), slot, id })),
    of(1, fc.record({ call: call('utimes', 'lutimes'), path, seconds })),
    of(1, fc.record({ call: call('futimes'), slot, seconds })),
  ];
}

function anyFlags(): fc.Arbitrary<number> {
  return fc
    .tuple(fc.constantFrom(O_RDONLY, O_WRONLY, O_RDWR), fc.subarray(FLAG_BITS))
    .map(([access, bits]) => bits.reduce((flags, bit) => flags | bit, access));
}

/** What two kernels agree on: neither times nor inode numbers, nor the sizes of directories. */
function describeStat({ kind, mode, nlink, uid, gid, size }: KernelStat): string {
  return `${kind} ${mode.toString(8)} ${nlink} ${uid}:${gid} ${kind === 'directory' ? '' : size}`;
}

function contentOf(kernel: Kernel, path: string, { kind, size }: KernelStat, root: string): string {
  if (kind === 'directory') return '';
  if (kind === 'symlink') return kernel.readlink(path).replace(root, '@');
  const fd = kernel.open(path, O_RDONLY, 0);
  const bytes = Buffer.alloc(size + 1);
  const count = kernel.read(fd, bytes, 0, bytes.length, 0);
  kernel.close(fd);
  return bytes.toString('latin1', 0, count);
}
