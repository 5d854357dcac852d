import { type BigIntStats, type BigIntStatsFs, constants, type Stats, type StatsFs } from 'node:fs';
import type { FileKind, KernelStat, KernelStatFs } from '../kernel.ts';
import type { RealFileSystem } from './real.ts';

const TYPE_BITS: Readonly<Record<FileKind, number>> = {
  file: constants.S_IFREG,
  directory: constants.S_IFDIR,
  symlink: constants.S_IFLNK,
};

/** One simulated device; the number only has to be the same for all of its files. */
const DEVICE = 0xc4a5;
const BLOCK_BYTES = 4096;

interface Shape {
  readonly prototype: object;
  /** Whether the Dates are own fields (Node 20) rather than getters on the prototype. */
  readonly ownDates: boolean;
}

let plain: Shape | undefined;
let big: Shape | undefined;
let fileSystem: object | undefined;
let bigFileSystem: object | undefined;
let fileSystemFields: readonly string[] = [];

/** Learns what this Node's stat objects are made of, so that ours are instances of the same classes. */
export function learnStatShapes(real: RealFileSystem): void {
  const shape = (sample: object): Shape => ({
    prototype: Object.getPrototypeOf(sample),
    ownDates: Object.hasOwn(sample, 'mtime'),
  });
  plain = shape(real.fs.statSync('/'));
  big = shape(real.fs.statSync('/', { bigint: true }));
  const sample = real.fs.statfsSync('/');
  fileSystem = Object.getPrototypeOf(sample);
  fileSystemFields = Object.keys(sample);
  bigFileSystem = Object.getPrototypeOf(real.fs.statfsSync('/', { bigint: true }));
}

export function statsOf(stat: KernelStat, bigint: boolean): Stats | BigIntStats {
  return bigint ? bigStats(stat) : plainStats(stat);
}

function plainStats(stat: KernelStat): Stats {
  const made = Object.create(plain?.prototype ?? null);
  made.dev = DEVICE;
  made.mode = TYPE_BITS[stat.kind] | stat.mode;
  made.nlink = stat.nlink;
  made.uid = stat.uid;
  made.gid = stat.gid;
  made.rdev = 0;
  made.blksize = BLOCK_BYTES;
  made.ino = stat.ino;
  made.size = stat.size;
  made.blocks = blocks(stat.size);
  made.atimeMs = stat.atimeMs;
  made.mtimeMs = stat.mtimeMs;
  made.ctimeMs = stat.ctimeMs;
  made.birthtimeMs = stat.birthtimeMs;
  if (plain?.ownDates) addDates(made, stat);
  return made;
}

function bigStats(stat: KernelStat): BigIntStats {
  const made = Object.create(big?.prototype ?? null);
  made.dev = BigInt(DEVICE);
  made.mode = BigInt(TYPE_BITS[stat.kind] | stat.mode);
  made.nlink = BigInt(stat.nlink);
  made.uid = BigInt(stat.uid);
  made.gid = BigInt(stat.gid);
  made.rdev = 0n;
  made.blksize = BigInt(BLOCK_BYTES);
  made.ino = BigInt(stat.ino);
  made.size = BigInt(stat.size);
  made.blocks = BigInt(blocks(stat.size));
  made.atimeMs = BigInt(Math.floor(stat.atimeMs));
  made.mtimeMs = BigInt(Math.floor(stat.mtimeMs));
  made.ctimeMs = BigInt(Math.floor(stat.ctimeMs));
  made.birthtimeMs = BigInt(Math.floor(stat.birthtimeMs));
  made.atimeNs = nanoseconds(stat.atimeMs);
  made.mtimeNs = nanoseconds(stat.mtimeMs);
  made.ctimeNs = nanoseconds(stat.ctimeMs);
  made.birthtimeNs = nanoseconds(stat.birthtimeMs);
  if (big?.ownDates) addDates(made, stat);
  return made;
}

/** What Node itself makes them of, whatever clock the process has; an `instanceof Date` all the same. Captured at load. */
const RealDate = Date;

function addDates(made: Record<string, unknown>, stat: KernelStat): void {
  made.atime = new RealDate(Math.round(stat.atimeMs));
  made.mtime = new RealDate(Math.round(stat.mtimeMs));
  made.ctime = new RealDate(Math.round(stat.ctimeMs));
  made.birthtime = new RealDate(Math.round(stat.birthtimeMs));
}

/** What is told of a file that is not there: nothing but zeros. */
export function noStats(bigint: boolean): Stats | BigIntStats {
  const stat = { ino: 0, kind: 'file', mode: 0, nlink: 0, uid: 0, gid: 0, size: 0 } as const;
  const stats = statsOf({ ...stat, atimeMs: 0, mtimeMs: 0, ctimeMs: 0, birthtimeMs: 0 }, bigint);
  return Object.assign(stats, bigint ? { dev: 0n, mode: 0n, blksize: 0n } : { dev: 0, mode: 0, blksize: 0 });
}

/** In units of 512 bytes. */
function blocks(size: number): number {
  return Math.ceil(size / BLOCK_BYTES) * (BLOCK_BYTES / 512);
}

function nanoseconds(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}

export function statFsOf(stat: KernelStatFs, bigint: boolean): StatsFs | BigIntStatsFs {
  const made = Object.create((bigint ? bigFileSystem : fileSystem) ?? null);
  for (const name of fileSystemFields) {
    // `frsize`, which Node 24 added, is the size of a block, too.
    const value = name in stat ? stat[name as keyof KernelStatFs] : stat.bsize;
    made[name] = bigint ? BigInt(value) : value;
  }
  return made;
}
