import fs from 'node:fs';
import path from 'node:path';
import type { FileSystem } from '../file-systems.ts';
import { command, succeeds } from './command.ts';

/**
 * A file system in an image file, mounted through a loop device, whose power can be cut. Everything is below one temporary directory.
 * The loop device belongs to the mount and goes with it.
 */
export class PowerCutImage {
  /** Where it is mounted. */
  readonly root: string;
  readonly #fileSystem: FileSystem;
  readonly #bystander: string;
  /** The image in use, and where a copy of it goes. */
  #image: string;
  #spare: string;
  #commits = 0;

  private constructor(fileSystem: FileSystem, directory: string) {
    this.#fileSystem = fileSystem;
    this.root = path.join(directory, 'mounted');
    this.#bystander = path.join(this.root, 'bystander');
    this.#image = path.join(directory, 'image');
    this.#spare = path.join(directory, 'copy');
  }

  /**
   * Makes a file system below `directory`, and mounts it.
   *
   * @throws CommandError if it cannot be made or mounted on this machine
   */
  static async make(fileSystem: FileSystem, directory: string): Promise<PowerCutImage> {
    const made = new PowerCutImage(fileSystem, directory);
    fs.mkdirSync(made.root, { recursive: true });
    fs.writeFileSync(made.#image, '');
    fs.truncateSync(made.#image, fileSystem.mebibytes * 1024 * 1024);
    await command(...fileSystem.make, made.#image);
    await made.#mount();
    return made;
  }

  /** Makes durable whatever there is. */
  async sync(): Promise<void> {
    await command('sync', '-f', this.root);
  }

  /** Sends the dirty pages of a file to disk, and no metadata, sync_file_range(2). `wait`: until they are there. */
  async writeBack(file: string, { wait }: { wait: boolean }): Promise<void> {
    // One flag at a time: xfs_io takes the last of several.
    await command('xfs_io', '-r', '-c', 'sync_range -w 0 0', ...(wait ? ['-c', 'sync_range -a 0 0'] : []), file);
  }

  /** Commits the metadata that is in memory by now. */
  async commit(): Promise<void> {
    const number = ++this.#commits;
    if (this.#fileSystem.commit === 'label') {
      await command('btrfs', 'filesystem', 'label', this.root, `commit-${number}`);
      return;
    }
    const fd = fs.openSync(this.#bystander, 'a');
    fs.writeSync(fd, '.');
    fs.fsyncSync(fd);
    fs.closeSync(fd);
  }

  /** Has the file system commit every second until the next power cut, where it can. */
  async hurryCommits(): Promise<void> {
    const { fastCommit } = this.#fileSystem;
    if (fastCommit !== undefined) await command('mount', '-o', ['remount', ...fastCommit].join(), this.root);
  }

  /** From here on nothing reaches the disk. Descriptors stay open, and are the caller's to close before `restart`. */
  async cutPower(): Promise<void> {
    if (this.#fileSystem.cut === 'shutdown') await command('xfs_io', '-x', '-c', 'shutdown', this.root);
    else await command('cp', '--sparse=always', this.#image, this.#spare);
  }

  /** Mounts what the power loss left, with the file system's recovery. */
  async restart(): Promise<void> {
    await command('umount', this.root);
    if (this.#fileSystem.cut === 'copy') [this.#image, this.#spare] = [this.#spare, this.#image];
    await this.#mount();
  }

  async #mount(): Promise<void> {
    const { type, mountOptions } = this.#fileSystem;
    await command('mount', '-t', type, '-o', ['loop', ...mountOptions].join(), this.#image, this.root);
  }
}

/** Unmounts whatever is mounted below a directory, and removes it. For the end, good or bad. */
export function removeWithMounts(directory: string): void {
  const mounted = fs
    .readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${directory}/`));
  for (const point of mounted) if (!succeeds('umount', point)) succeeds('umount', '--lazy', point);
  fs.rmSync(directory, { recursive: true, force: true });
}
