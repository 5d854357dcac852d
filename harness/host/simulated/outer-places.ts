import path from 'node:path';
import { Disk } from '../../disk/disk.ts';
import type { InstalledFileSystem } from '../../disk/facade/install.ts';
import { SimulatedKernel } from '../../disk/simulated-kernel.ts';
import type { Elsewhere } from '../elsewhere.ts';
import { putInPlace } from '../put-in-place.ts';
import { EPOCH_MS } from './virtual-time.ts';

/** What `os.tmpdir()` gives while the store's modules are loaded. It leads to the temporary directory of whichever life goes on. */
const TEMPORARY = '/cw-temporary';
/** Where it leads before there is a life. */
const LOADING = '/cw-loading';

/**
 * Places outside the store's directory that are part of its disk: the temporary directory, and what the adapter allows. A module that asks for the
 * temporary directory once, when it is loaded, has a path that is right in every life; and what it makes there while it is loaded is there from the start.
 */
export class OuterPlaces {
  readonly #fs: InstalledFileSystem;
  /** What the modules see while they are loaded. */
  readonly #loading: Disk;
  #places: readonly Elsewhere[] = [];
  #start: Disk;

  constructor(fs: InstalledFileSystem) {
    this.#fs = fs;
    this.#loading = Disk.empty(EPOCH_MS);
    for (const [name, mode] of [
      ['data', 0o755],
      ['tmp', 0o1777],
    ] as const) {
      const ino = this.#loading.nextIno;
      this.#loading.apply({ op: 'inode', ino, kind: 'directory', mode });
      this.#loading.apply({ op: 'dirent', changes: [{ dir: 1, name, ino }] });
    }
    this.#start = this.#loading;
    fs.mount({ root: LOADING, kernel: new SimulatedKernel({ disk: this.#loading, root: LOADING, nowMs: () => EPOCH_MS }) });
    fs.redirect(TEMPORARY, `${LOADING}/tmp`);
    process.env.TMPDIR = TEMPORARY;
  }

  /** The modules are loaded; the store may write here too. */
  loaded(places: readonly Elsewhere[]): void {
    this.#places = places;
    this.#start = this.#loading.clone();
    for (const { below, isDirectory } of places) {
      const directory = isDirectory ? below : path.dirname(below);
      if (!this.#start.entries().some((entry) => entry.path === directory))
        putInPlace(this.#start, directory, { kind: 'directory' });
    }
  }

  /** The disk before the first life. */
  get start(): Disk {
    return this.#start.clone();
  }

  /** The places lead to the disk that is mounted at this root, from now on. */
  leadTo(root: string): void {
    process.env.TMPDIR = `${root}/tmp`;
    this.#fs.redirect(TEMPORARY, `${root}/tmp`);
    for (const { from, below } of this.#places) this.#fs.redirect(from, root + below);
  }

  /** The place that the adapter allows, as the store knows it, of a path below a root; `undefined` if it is none. */
  allowed(path: string): string | undefined {
    return this.#places.find(({ below }) => path === below || path.startsWith(`${below}/`))?.from;
  }
}
