import { constants } from 'node:fs';
import { Disk } from '../../disk/disk.ts';
import { type DiskLog, diskLogOf } from '../../disk/disk-log.ts';
import { PartialImages } from '../../disk/partial-image.ts';
import { SimulatedKernel } from '../../disk/simulated-kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';
import { everyLoss } from './kept-sets.ts';
import type { PowerLossModel } from './power-loss-model.ts';

const ROOT = '/cw';

/** The calls of litmus programs, by name; files are named below one directory. */
export interface Calls {
  /** Opens for writing, creating if need be. */
  create(name: string): number;
  /** Opens for appending. */
  append(name: string): number;
  appendSynchronously(name: string): number;
  /** Opens with O_TRUNC. */
  empty(name: string): number;
  write(fd: number, text: string, position?: number): void;
  truncate(fd: number, length: number): void;
  sync(fd: number): void;
  close(fd: number): void;
  rename(from: string, to: string): void;
  unlink(name: string): void;
  syncDirectory(): void;
}

export interface RecordedLife {
  readonly start: Disk;
  readonly log: DiskLog;
}

/**
 * Runs `program` on a disk on which `before` has been done and is durable, and records it. `failedSync`: which of the program's syncs fails.
 */
export function record(
  program: (calls: Calls) => void,
  { before = () => {}, failedSync }: { before?: (calls: Calls) => void; failedSync?: number } = {},
): RecordedLife {
  const disk = Disk.empty(0);
  before(callsOn(new SimulatedKernel({ disk, root: ROOT, nowMs: () => 0 })));
  const start = disk.clone();
  const trace: FsEvent[] = [];
  const recorder = { stacks: false, event: (event: FsEvent) => void trace.push(event) };
  program(callsOn(new SimulatedKernel({ disk, root: ROOT, nowMs: () => 0, recorder, failedSync })));
  return { start, log: diskLogOf(trace, start) };
}

function callsOn(kernel: SimulatedKernel): Calls {
  const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC, O_RDONLY, O_SYNC } = constants;
  const at = (name: string) => `${ROOT}/${name}`;
  const sync = (fd: number): void => {
    try {
      kernel.fsync(fd);
    } catch {
      // The program goes on, as one that ignores the error.
    }
  };
  return {
    create: (name) => kernel.open(at(name), O_WRONLY | O_CREAT, 0o644),
    append: (name) => kernel.open(at(name), O_WRONLY | O_CREAT | O_APPEND, 0o644),
    appendSynchronously: (name) => kernel.open(at(name), O_WRONLY | O_APPEND | O_SYNC, 0o644),
    empty: (name) => kernel.open(at(name), O_WRONLY | O_CREAT | O_TRUNC, 0o644),
    write: (fd, text, position) => {
      const bytes = Buffer.from(text);
      kernel.write(fd, bytes, 0, bytes.length, position ?? null);
    },
    truncate: (fd, length) => kernel.ftruncate(fd, length),
    sync,
    close: (fd) => kernel.close(fd),
    rename: (from, to) => kernel.rename(at(from), at(to)),
    unlink: (name) => kernel.unlink(at(name)),
    syncDirectory: () => {
      const fd = kernel.open(ROOT, O_RDONLY, 0);
      sync(fd);
      kernel.close(fd);
    },
  };
}

/** Every disk that a model allows at the end of a life, as text: `a="one" b=""`; runs of NULs as `\0*3`. */
export function possibleDisks({ start, log }: RecordedLife, model: PowerLossModel): Set<string> {
  const moment = log.entries.length;
  const images = new PartialImages(start, log);
  const disks = new Set<string>();
  for (const lost of everyLoss(log, model.rules(log), moment)) disks.add(show(images.image(moment, lost)));
  return disks;
}

function show(disk: Disk): string {
  return disk
    .entries()
    .map(({ path, content }) => `${path.slice(1)}="${shorten(Buffer.from(content ?? []).toString('latin1'))}"`)
    .join(' ');
}

/** Runs of the same character, longer than three, as `x*8192`; of NULs, however short. */
function shorten(text: string): string {
  return text.replaceAll(/\0+|([\s\S])\1{3,}/g, (run) => `${run[0] === '\0' ? '\\0' : run[0]}*${run.length}`);
}
