import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DiskSnapshot } from '../snapshot.ts';
import type { DiskSource } from './commands.ts';
import type { HeldFacts, Release } from './held.ts';
import type { ImageOptions } from './image.ts';
import { MountServer, type MountServerOptions } from './mount-server.ts';
import { MountedImage, type Send } from './mounted-image.ts';
import { MountObstacle } from './obstacle.ts';
import { ourselves, renumberOwner } from './owners.ts';

export interface MountedPlaceOptions extends MountServerOptions {
  /** Below which the empty directory to mount on is made; by default `os.tmpdir()`. */
  readonly temporaryDirectory?: string;
}

/**
 * A mounted disk: a directory that exists for the processes in one mount namespace, in which disks are presented as directories. Nothing of
 * it is ever written anywhere, and it goes with this process however that ends.
 */
export class MountedPlace {
  /** Where images are presented, for programs that are started with `inside`. Empty for everybody else. */
  readonly directory: string;
  readonly #server: MountServer;

  private constructor(directory: string, server: MountServer) {
    this.directory = directory;
    this.#server = server;
  }

  /** @throws MountObstacle where there can be none, which says why */
  static async start(options: MountedPlaceOptions = {}): Promise<MountedPlace> {
    if (process.platform !== 'linux') throw new MountObstacle('no-linux');
    if (!fs.existsSync('/dev/fuse')) throw new MountObstacle('no-device');
    const parent = fs.realpathSync(options.temporaryDirectory ?? os.tmpdir());
    // Root may be refused a mount namespace and yet be allowed one in a user namespace, in a container.
    const kinds = process.getuid?.() === 0 ? (['mount', 'user'] as const) : (['user'] as const);
    let refused: unknown;
    for (const kind of kinds) {
      const directory = fs.mkdtempSync(path.join(parent, 'crashworthy-mount-'));
      try {
        return new MountedPlace(directory, await MountServer.start(directory, kind, options));
      } catch (error) {
        removeEmpty(directory);
        refused = error;
        if (!(error instanceof MountObstacle) || error.reason !== 'no-namespace') throw error;
      }
    }
    throw refused;
  }

  /** Presents a disk as a directory, at a path that there never was before. */
  async present(source: DiskSource, options: ImageOptions = {}): Promise<MountedImage> {
    const { image, name } = await this.#server.command('present', { source: this.#inward(source), options });
    const outward = (snapshot: DiskSnapshot) => renumberOwner(snapshot, this.#server.owner, ourselves());
    const send: Send = (command, fields) => this.#server.command(command, fields);
    return new MountedImage(image, path.join(this.directory, name), send, outward);
  }

  #inward(source: DiskSource): DiskSource {
    return 'like' in source ? source : { snapshot: renumberOwner(source.snapshot, ourselves(), this.#server.owner) };
  }

  /** Resolves when whatever was asked of the server before has been answered, or waits and has been told of. */
  async catchUp(): Promise<void> {
    await this.#server.command('catch-up', {});
  }

  /** Lets a call go on that waits. */
  async release({ held }: Pick<HeldFacts, 'held'>, how: Release = { does: 'go-on' }): Promise<void> {
    await this.#server.command('release', { held, how });
  }

  /**
   * A command line that runs a program where the mount is. It is a child of whoever starts it, with the pid that it is given, in a process
   * group as asked for, and in the working directory `cwd`, which may be in the mount.
   */
  inside(file: string, args: readonly string[], { cwd = process.cwd() }: { cwd?: string } = {}): [file: string, args: string[]] {
    return [
      'nsenter',
      [...this.#server.entering, 'sh', '-c', 'umask 022 && cd "$1" && shift && exec "$@"', 'sh', cwd, file, ...args],
    ];
  }

  /** Kills everything that runs inside, and waits until nothing is left of it. */
  async dispose(): Promise<void> {
    await this.#server.end();
    removeEmpty(this.directory);
  }
}

/** Only ever what it is out here: an empty directory, which its server may have removed already. */
function removeEmpty(directory: string): void {
  if (fs.existsSync(directory)) fs.rmdirSync(directory);
}
