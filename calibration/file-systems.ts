import { btrfs } from '../harness/crash/power-loss/models/btrfs.ts';
import { ext4, ext4WithoutAutoDaAlloc, ext4WithoutDioreadNolock } from '../harness/crash/power-loss/models/ext4.ts';
import { xfs } from '../harness/crash/power-loss/models/xfs.ts';
import type { PowerLossModel } from '../harness/crash/power-loss/power-loss-model.ts';
import { ext4DataJournal } from './data-journal.ts';

/** A file system as it is made and mounted here, and the model that has to hold for it. */
export interface FileSystem {
  readonly name: FileSystemName;
  readonly model: PowerLossModel;
  /** The type as mount(8) has it. */
  readonly type: 'ext4' | 'xfs' | 'btrfs';
  /** Of the image, a sparse file. */
  readonly mebibytes: number;
  /** The command that makes it; the image's path comes behind. */
  readonly make: readonly string[];
  readonly mountOptions: readonly string[];
  /** Further options for runs that wait for the file system's own commit. Absent: its timers are too slow to be waited for. */
  readonly fastCommit?: readonly string[];
  /**
   * How the power is cut. `shutdown`: the file system is told to stop at once, without flushing its log. `copy`: the image is copied
   * while it is mounted, and the copy is what is looked at.
   */
  readonly cut: 'shutdown' | 'copy';
  /** Makes the file system commit what it has in memory, but for data. `fsync`: of a file that no program knows. */
  readonly commit: 'fsync' | 'label';
  /** Programs that have to be installed, beside those of util-linux and coreutils. */
  readonly tools: readonly string[];
}

export const FILE_SYSTEM_NAMES = [
  'ext4',
  'ext4-noauto_da_alloc',
  'ext4-nodioread_nolock',
  'ext4-data-journal',
  'xfs',
  'btrfs',
] as const;
export type FileSystemName = (typeof FILE_SYSTEM_NAMES)[number];

const EXT4 = {
  type: 'ext4',
  mebibytes: 64,
  make: ['mkfs.ext4', '-q', '-F', '-b', '4096'],
  fastCommit: ['commit=1'],
  cut: 'shutdown',
  commit: 'fsync',
  tools: ['mkfs.ext4', 'xfs_io'],
} as const;

export const FILE_SYSTEMS: readonly FileSystem[] = [
  { ...EXT4, name: 'ext4', model: ext4, mountOptions: ['data=ordered'] },
  {
    ...EXT4,
    name: 'ext4-noauto_da_alloc',
    model: ext4WithoutAutoDaAlloc,
    mountOptions: ['data=ordered', 'noauto_da_alloc'],
  },
  {
    ...EXT4,
    name: 'ext4-nodioread_nolock',
    model: ext4WithoutDioreadNolock,
    mountOptions: ['data=ordered', 'nodioread_nolock'],
  },
  { ...EXT4, name: 'ext4-data-journal', model: ext4DataJournal, mountOptions: ['data=journal'] },
  {
    name: 'xfs',
    model: xfs,
    type: 'xfs',
    // mkfs.xfs refuses less than 300 MB.
    mebibytes: 320,
    make: ['mkfs.xfs', '-q', '-f'],
    mountOptions: [],
    cut: 'shutdown',
    commit: 'fsync',
    tools: ['mkfs.xfs', 'xfs_io'],
  },
  {
    name: 'btrfs',
    model: btrfs,
    type: 'btrfs',
    mebibytes: 128,
    make: ['mkfs.btrfs', '-q', '-f'],
    mountOptions: [],
    fastCommit: ['commit=1'],
    cut: 'copy',
    commit: 'label',
    tools: ['mkfs.btrfs', 'btrfs', 'xfs_io'],
  },
];

/** @throws RangeError for another name */
export function fileSystemOf(name: string): FileSystem {
  const found = FILE_SYSTEMS.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`no file system is called ${name}`);
  return found;
}
