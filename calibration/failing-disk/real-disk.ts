import fs from 'node:fs';
import path from 'node:path';
import { dir as temporaryDirectory } from 'tmp-promise';
import { CommandError, command } from '../real/command.ts';
import { removeWithMounts } from '../real/power-cut-image.ts';
import type { RealDiskName } from './scenario.ts';

/** A small file system of its own, mounted below a temporary directory, until it is disposed of. */
export class RealDisk {
  readonly root: string;
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.root = path.join(directory, 'live');
    process.once('exit', this.dispose);
  }

  /** @throws CommandError where it cannot be had; `lackingDisk` says so beforehand. */
  static async mount(name: RealDiskName): Promise<RealDisk> {
    const { path: directory } = await temporaryDirectory({ prefix: 'crashworthy', mode: 0o711 });
    const disk = new RealDisk(fs.realpathSync(directory));
    try {
      fs.mkdirSync(disk.root);
      if (name === 'tmpfs') await command('mount', '-t', 'tmpfs', '-o', `size=${TMPFS_BYTES}`, 'tmpfs', disk.root);
      else await disk.#mountImage();
      return disk;
    } catch (error) {
      disk.dispose();
      throw error;
    }
  }

  /** Bytes that files may still take. */
  get freeBytes(): number {
    const { bavail, bsize } = fs.statfsSync(this.root);
    return bavail * bsize;
  }

  async makeReadOnly(): Promise<void> {
    await command('mount', '-o', 'remount,ro', this.root);
  }

  async makeWritable(): Promise<void> {
    await command('mount', '-o', 'remount,rw', this.root);
  }

  /** Of tmpfs alone. */
  async grow(): Promise<void> {
    await command('mount', '-o', 'remount,size=8m', this.root);
  }

  /** No file more than there are. Of tmpfs alone. */
  async takeInodes(): Promise<void> {
    const { files, ffree } = fs.statfsSync(this.root);
    await command('mount', '-o', `remount,nr_inodes=${files - ffree}`, this.root);
  }

  /** Writes into a file of its own until no more than so many bytes are left. */
  fill(leaveBytes: number): void {
    const fd = fs.openSync(path.join(this.root, 'filler'), 'a');
    try {
      const block = Buffer.alloc(BLOCK_BYTES);
      while (this.freeBytes > leaveBytes) fs.writeSync(fd, block);
      fs.fsyncSync(fd);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      fs.closeSync(fd);
    }
  }

  /** Unmounts and removes it; to be called however the work ended. */
  readonly dispose = (): void => {
    process.off('exit', this.dispose);
    removeWithMounts(this.#directory);
  };

  async #mountImage(): Promise<void> {
    const image = path.join(this.#directory, 'image');
    fs.writeFileSync(image, '');
    fs.truncateSync(image, EXT4_BYTES);
    // Nothing is kept for root, who we are.
    await command('mkfs.ext4', '-q', '-F', '-b', `${BLOCK_BYTES}`, '-m', '0', image);
    await command('mount', '-t', 'ext4', '-o', 'loop', image, this.root);
  }
}

/** Why this machine cannot have such a disk, in a sentence; `undefined` if it can. Found out by mounting one. */
export async function lackingDisk(name: RealDiskName): Promise<string | undefined> {
  if (process.platform !== 'linux') return `this needs Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'this needs root, to mount file systems';
  try {
    const disk = await RealDisk.mount(name);
    const { bsize } = fs.statfsSync(disk.root);
    disk.dispose();
    // What fits on tmpfs is counted in pages.
    return bsize === BLOCK_BYTES ? undefined : `this needs pages of ${BLOCK_BYTES} bytes, and they have ${bsize}`;
  } catch (error) {
    // What the command said, without the paths before it and the advice after it.
    if (error instanceof CommandError)
      return `it cannot be mounted here: ${error.message.split('\n')[0]?.split(': ').at(-1)?.replace(/\.$/, '')}`;
    throw error;
  }
}

export const TMPFS_BYTES = 64 * 1024;
const EXT4_BYTES = 8 * 1024 * 1024;
const BLOCK_BYTES = 4096;
