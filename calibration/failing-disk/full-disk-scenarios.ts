import type { DiskFault } from '../../harness/disk/fault.ts';
import type { NarratedDisk } from './narrated-disk.ts';
import type { KnownDifference, Scenario } from './scenario.ts';

/** Bytes that need no block more. */
const WRITTEN_WITHIN_BLOCKS: readonly KnownDifference[] = [
  { at: 'write a: 10 at 0', real: '10', simulated: 'ENOSPC' },
  { at: 'write a: 100 at 10000', real: '100', simulated: 'ENOSPC' },
  { at: 'left a', real: 'file 10100: 10×a 9990×A 100×b', simulated: 'file 10000: 10000×A' },
];

const NAMES_WITHOUT_SPACE: readonly KnownDifference[] = [
  { at: 'fsync a', real: 'ok', simulated: 'ENOSPC' },
  { at: 'open created (w)', real: 'ok', simulated: 'ENOSPC' },
  { at: 'link a to linked', real: 'ok', simulated: 'ENOSPC' },
  { at: 'symlink symbolic (short)', real: 'ok', simulated: 'ENOSPC' },
  { at: 'rename b to renamed', real: 'ok', simulated: 'ENOSPC' },
];

const FILES_LEFT: readonly KnownDifference[] = [
  { at: 'left b', real: '(absent)', simulated: 'file 0' },
  { at: 'left created', real: 'file 0', simulated: '(absent)' },
  { at: 'left linked', real: 'file 8192: 8192×A', simulated: '(absent)' },
];

const NAMES_LEFT: readonly KnownDifference[] = [
  { at: 'left renamed', real: 'file 0', simulated: '(absent)' },
  { at: 'left symbolic', real: 'symlink', simulated: '(absent)' },
];

/**
 * Disks that run out of space.
 *
 * The fault says which write finds the disk full. Which of the other calls need space is the file system's affair: a fault without a
 * `primitive` refuses all that any file system refuses, as if not a block and not an inode were left (and as a copy-on-write file system
 * does, which needs space to overwrite and to rename). One with `primitive: 'write'` is tmpfs, whose names take no space.
 */
export const FULL_DISK_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a write that does not fit is cut short, and the next one is refused',
    calls: (disk) => {
      const a = disk.open('a', 'w');
      disk.write(a, 40_000);
      disk.write(a, 40_000);
      disk.write(a, 1);
      disk.write(a, 10_000);
      disk.size(a);
      disk.onDescriptor('fsync', a);
      disk.onDescriptor('fdatasync', a);
      disk.close(a);
      callsThatNeedNoSpace(disk);
    },
    fault: (freeBytes) => fullDuring('write', 1, freeBytes - 40_000),
    on: { tmpfs: [] },
  },
  {
    name: 'a writev is cut short within a buffer',
    calls: (disk, freeBytes) => {
      const a = disk.open('a', 'w');
      disk.writev(a, freeBytes - 5000, 3000, 10_000);
      disk.writev(a, 1, 2);
      disk.size(a);
    },
    fault: (freeBytes) => fullDuring('writev', 0, freeBytes),
    on: { tmpfs: [] },
  },
  {
    name: 'appends',
    before: (disk) => disk.write(disk.open('log', 'a'), 30_000),
    calls: (disk) => {
      const log = disk.open('log', 'a');
      disk.write(log, 20_000);
      disk.write(log, 20_000);
      disk.write(log, 20_000);
      disk.read(disk.open('log', 'r'));
    },
    // What was there fills seven pages and a part of the eighth.
    fault: (freeBytes) => fullDuring('write', 1, freeBytes + 8 * 4096 - 50_000),
    on: { tmpfs: [] },
  },
  {
    name: 'space that a file gives back is used again',
    before: (disk) => disk.write(disk.open('log', 'w'), 20_000),
    calls: (disk, freeBytes) => {
      const log = disk.open('log', 'a');
      disk.write(log, freeBytes + 5 * 4096);
      disk.write(log, 5000);
      disk.ftruncate(log, 20_000);
      disk.write(log, 5000);
      disk.size(log);
      disk.close(log);
    },
    fault: (freeBytes) => ({ ...fullDuring('write', 0, freeBytes + 5 * 4096 - 20_000), lasts: 1 }),
    on: { tmpfs: [] },
  },
  {
    name: 'a temporary file that did not fit is removed, and a smaller one fits',
    calls: (disk, freeBytes) => {
      const temporary = disk.open('temporary', 'wx');
      disk.write(temporary, freeBytes + 1);
      disk.write(temporary, 1);
      disk.close(temporary);
      disk.onPath('unlink', 'temporary');
      const smaller = disk.open('temporary', 'wx');
      disk.write(smaller, 20_000);
      disk.onDescriptor('fsync', smaller);
      disk.close(smaller);
      disk.fromTo('rename', 'temporary', 'a');
    },
    fault: (freeBytes) => ({ ...fullDuring('write', 0, freeBytes), lasts: 1 }),
    on: { tmpfs: [] },
  },
  {
    name: 'a write of which nothing fits',
    happens: 'filled',
    calls: (disk) => {
      const a = disk.open('a', 'w');
      disk.write(a, 1);
      disk.ftruncate(a, 50_000);
      disk.write(a, 10, 20_000);
      disk.write(a, 10_000);
      disk.size(a);
      disk.onDescriptor('fsync', a);
    },
    fault: () => ({ call: 0, code: 'ENOSPC', manner: 'no-effect', primitive: 'write' }),
    on: { tmpfs: [], ext4: [] },
  },
  {
    name: 'no file more can be created; those that are there can be written',
    before: (disk) => void disk.open('there', 'w'),
    happens: 'no-inodes',
    calls: (disk) => {
      disk.write(disk.open('there', 'a'), 100);
      disk.open('new', 'w');
      disk.open('new', 'wx');
      disk.open('new', 'a');
      disk.open('new', 'r+c');
      disk.open('missing', 'r');
      disk.open('missing', 'r+');
      disk.names('.');
    },
    fault: () => ({ call: 0, code: 'ENOSPC', manner: 'no-effect', primitive: 'open' }),
    on: { tmpfs: [] },
  },
  ...(['mkdir', 'link', 'symlink'] as const).map(
    (primitive): Scenario => ({
      name: `no name more can be made: ${primitive}`,
      before: (disk) => void disk.open('there', 'w'),
      happens: 'no-inodes',
      calls: (disk) => makeName(disk, primitive, 'new'),
      fault: () => ({ call: 0, code: 'ENOSPC', manner: 'no-effect', primitive }),
      on: { tmpfs: [] },
    }),
  ),
  {
    name: 'what is there is overwritten, and the last block is filled up',
    before: (disk) => disk.write(disk.open('a', 'w'), 10_000),
    happens: 'filled',
    calls: (disk) => {
      const a = disk.open('a', 'r+');
      disk.write(a, 10, 0);
      disk.write(a, 100, 10_000);
    },
    fault: () => ({ call: 0, code: 'ENOSPC', manner: 'no-effect', primitive: 'write' }),
    on: { tmpfs: WRITTEN_WITHIN_BLOCKS, ext4: WRITTEN_WITHIN_BLOCKS },
    because:
      'blocks that a file has already take further bytes. A fault does not count blocks: it refuses each write, as a file system does that ' +
      'copies on write',
  },
  {
    name: 'whatever might need space',
    before: (disk) => {
      disk.write(disk.open('a', 'w'), 8192);
      disk.open('b', 'w');
    },
    happens: 'filled',
    calls: (disk) => {
      disk.write(disk.open('a', 'a'), 50_000);
      disk.symlink('x'.repeat(200), 'long');
      disk.onPath('mkdir', 'new');
      disk.onDescriptor('fsync', disk.open('a', 'r+'));
      disk.open('created', 'w');
      disk.fromTo('link', 'a', 'linked');
      disk.symlink('short', 'symbolic');
      disk.fromTo('rename', 'b', 'renamed');
      disk.onPath('chmod', 'a');
      disk.onPath('utimes', 'a');
      disk.onPath('unlink', 'a');
    },
    fault: () => ({ call: 0, code: 'ENOSPC', manner: 'no-effect' }),
    on: {
      tmpfs: [
        { at: 'mkdir new', real: 'ok', simulated: 'ENOSPC' },
        ...NAMES_WITHOUT_SPACE,
        ...FILES_LEFT,
        { at: 'left new', real: 'directory', simulated: '(absent)' },
        ...NAMES_LEFT,
      ],
      ext4: [...NAMES_WITHOUT_SPACE, ...FILES_LEFT, ...NAMES_LEFT],
    },
    because:
      'names take an inode, or room in a block that the directory has already; on ext4 a directory needs a block of its own. A fault without a ' +
      'primitive is a disk on which nothing at all is left',
  },
  ...(['open', 'mkdir', 'link', 'symlink'] as const).map(
    (primitive): Scenario => ({
      name: `a name that is taken needs no space: ${primitive}`,
      before: (disk) => {
        disk.open('there', 'w');
        disk.open('taken', 'w');
      },
      happens: 'no-inodes',
      calls: (disk) => (primitive === 'open' ? void disk.open('taken', 'wx') : makeName(disk, primitive, 'taken')),
      fault: () => ({ call: 0, code: 'ENOSPC', manner: 'no-effect', primitive }),
      on: { tmpfs: [] },
    }),
  ),
];

function fullDuring(primitive: 'write' | 'writev', call: number, bytes: number): DiskFault {
  return { call, code: 'ENOSPC', manner: 'short', bytes, thenFails: true, primitive };
}

function callsThatNeedNoSpace(disk: NarratedDisk): void {
  disk.close(disk.open('b', 'w'));
  disk.onPath('mkdir', 'd');
  disk.symlink('a', 'symbolic');
  disk.fromTo('link', 'b', 'linked');
  disk.fromTo('rename', 'linked', 'd/renamed');
  disk.names('.');
  disk.open('.', 'r+');
  disk.read(disk.open('a', 'r'));
  disk.onPath('unlink', 'a');
}

function makeName(disk: NarratedDisk, primitive: 'mkdir' | 'link' | 'symlink', name: string): void {
  if (primitive === 'mkdir') disk.onPath('mkdir', name);
  else if (primitive === 'link') disk.fromTo('link', 'there', name);
  else disk.symlink('there', name);
}
