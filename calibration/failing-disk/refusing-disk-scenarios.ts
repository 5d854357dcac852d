import type { DiskFault } from '../../harness/disk/fault.ts';
import type { NarratedDisk } from './narrated-disk.ts';
import type { KnownDifference, Scenario } from './scenario.ts';

const READ_ONLY: DiskFault = { call: 0, code: 'EROFS', manner: 'no-effect' };

const REFUSED_ANYWAY: readonly KnownDifference[] = [
  { at: 'open d (w)', real: 'EISDIR', simulated: 'EROFS' },
  { at: 'unlink missing/a', real: 'ENOENT', simulated: 'EROFS' },
];

/** Disks that are full of nothing, and refuse all the same. */
export const REFUSING_DISK_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a read-only file system',
    before: beginTree,
    happens: 'read-only',
    calls: (disk) => {
      const a = disk.open('a', 'r');
      disk.read(a);
      disk.size(a);
      disk.onDescriptor('fsync', a);
      disk.onPath('stat', 'a');
      disk.mayRead('a');
      disk.names('d');
      for (const flags of ['r+', 'w', 'a'] as const) disk.open('a', flags);
      for (const flags of ['w', 'wx', 'a'] as const) disk.open('new', flags);
      disk.onPath('mkdir', 'new');
      disk.symlink('a', 'new');
      disk.fromTo('link', 'a', 'new');
      disk.fromTo('rename', 'a', 'new');
      disk.fromTo('rename', 'missing', 'new');
      for (const primitive of ['unlink', 'rmdir'] as const) {
        for (const path of ['a', 'd', 'missing']) disk.onPath(primitive, path);
      }
      for (const primitive of ['chmod', 'chown', 'utimes', 'lutimes'] as const) disk.onPath(primitive, 'a');
    },
    fault: () => READ_ONLY,
    on: { tmpfs: [], ext4: [] },
  },
  {
    name: 'a read-only file system, asked for what it would have refused anyway',
    before: beginTree,
    happens: 'read-only',
    calls: (disk) => {
      disk.onPath('mkdir', 'd');
      disk.onPath('mkdir', 'a');
      disk.open('a', 'wx');
      disk.open('d', 'w');
      disk.open('missing', 'r+');
      disk.open('missing/new', 'w');
      disk.symlink('a', 'd');
      disk.fromTo('link', 'a', 'd');
      disk.onPath('unlink', 'missing/a');
      disk.onPath('chmod', 'missing');
    },
    fault: () => READ_ONLY,
    on: { tmpfs: REFUSED_ANYWAY, ext4: REFUSED_ANYWAY },
    because:
      'Linux sees that a directory cannot be written to, and that the directory of a name is missing, before it sees that the file system is read-only',
  },
  {
    name: 'a read-only file system, through a descriptor that can only read, and what access tells of it',
    before: beginTree,
    happens: 'read-only',
    calls: (disk) => {
      const a = disk.open('a', 'r');
      for (const primitive of ['fchmod', 'fchown', 'futimes'] as const) disk.onDescriptor(primitive, a);
      disk.mayWrite('a');
      disk.open('new', 'r+c');
    },
    fault: () => READ_ONLY,
    on: { tmpfs: [], ext4: [] },
  },
  {
    name: 'a file that its owner may not read',
    before: (disk) => {
      beginTree(disk);
      disk.mode('a', 0);
    },
    as: 'user',
    calls: (disk) => {
      for (const flags of ['r', 'r+', 'w', 'a'] as const) disk.open('a', flags);
      disk.onPath('stat', 'a');
      disk.names('.');
      disk.read(disk.open('d/b', 'r'));
      disk.fromTo('rename', 'a', 'aside');
      disk.onPath('unlink', 'aside');
    },
    fault: () => ({ call: 0, code: 'EACCES', manner: 'no-effect', primitive: 'open', path: 'a' }),
    on: { tmpfs: [], ext4: [] },
  },
  ...(['mkdir', 'rename', 'unlink', 'rmdir'] as const).map(
    (primitive): Scenario => ({
      name: `a directory that its owner may not write to: ${primitive}`,
      before: forbidDirectory,
      as: 'user',
      calls: (disk) => {
        if (primitive === 'mkdir') disk.onPath(primitive, 'd/new');
        else if (primitive === 'rename') disk.fromTo(primitive, 'd/b', 'aside');
        else if (primitive === 'rmdir') disk.onPath(primitive, 'd/e');
        else disk.onPath(primitive, 'd/b');
        disk.write(disk.open('d/b', 'a'), 10);
        disk.names('d');
      },
      fault: () => ({ call: 0, code: 'EACCES', manner: 'no-effect', primitive }),
      on: { tmpfs: [], ext4: [] },
    }),
  ),
  {
    name: 'a directory that its owner may not write to: open',
    before: forbidDirectory,
    as: 'user',
    calls: (disk) => {
      for (const flags of ['w', 'wx', 'a'] as const) disk.open('d/new', flags);
      disk.write(disk.open('d/b', 'a'), 10);
    },
    fault: () => ({ call: 0, code: 'EACCES', manner: 'no-effect', primitive: 'open', path: 'd/new' }),
    on: { tmpfs: [], ext4: [] },
  },
  {
    name: 'a directory that its owner may not write to, asked for a name in it',
    before: forbidDirectory,
    as: 'user',
    calls: (disk) => {
      disk.symlink('b', 'd/new');
      disk.fromTo('link', 'd/b', 'd/new');
    },
    fault: () => ({ call: 0, code: 'EACCES', manner: 'no-effect' }),
    on: { tmpfs: [], ext4: [] },
  },
];

/** No fault: what is in the way is on the disk. */
export const TREE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a directory in the place of a file',
    before: (disk) => {
      beginTree(disk);
      disk.onPath('mkdir', 'in-place');
      disk.open('in-place/within', 'w');
    },
    calls: (disk) => {
      for (const flags of ['r+', 'w', 'wx', 'a', 'r+c'] as const) disk.open('in-place', flags);
      const directory = disk.open('in-place', 'r');
      disk.read(directory);
      disk.onDescriptor('fsync', directory);
      disk.ftruncate(directory, 0);
      disk.fromTo('rename', 'a', 'in-place');
      disk.fromTo('link', 'a', 'in-place');
      disk.fromTo('link', 'in-place', 'new');
      disk.fromTo('rename', 'in-place', 'a');
      disk.onPath('unlink', 'in-place');
      disk.onPath('rmdir', 'in-place');
      disk.onPath('mkdir', 'in-place');
      disk.fromTo('rename', 'in-place', 'aside');
      disk.fromTo('rename', 'a', 'in-place');
      disk.names('.');
    },
    on: { tmpfs: [], ext4: [] },
  },
  {
    name: 'a file in the place of a directory',
    before: beginTree,
    calls: (disk) => {
      disk.open('a/new', 'w');
      disk.onPath('mkdir', 'a');
      disk.onPath('mkdir', 'a/new');
      disk.onPath('rmdir', 'a');
      disk.onPath('stat', 'a/b');
      disk.names('a');
      disk.fromTo('rename', 'd', 'a');
      disk.onPath('unlink', 'a/b');
    },
    on: { tmpfs: [], ext4: [] },
  },
];

function beginTree(disk: NarratedDisk): void {
  disk.write(disk.open('a', 'w'), 100);
  disk.onPath('mkdir', 'd');
  disk.write(disk.open('d/b', 'w'), 100);
}

function forbidDirectory(disk: NarratedDisk): void {
  beginTree(disk);
  disk.onPath('mkdir', 'd/e');
  disk.mode('d', 0o555);
}
