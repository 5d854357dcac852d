import { Disk } from '../../disk/disk.ts';
import type { Effect } from '../../disk/effect.ts';
import type { MountedImage } from '../../disk/mount/mounted-image.ts';
import type { MountedPlace } from '../../disk/mount/mounted-place.ts';
import { TEMPORARY_DIRECTORY } from '../process/directory-image.ts';

/** So many programs run at once, at most. */
const MOST = 64;

/** A path that leads into another directory in each life: a program's environment is given once, and it lives on one image after the other. */
export interface TemporaryLink {
  readonly path: string;
  /** From now on the temporary directory is the one of this image. */
  leadTo(root: string): Promise<void>;
  /** Nobody goes by it any more. */
  release(): Promise<void>;
}

/** The temporary directories of the programs of one mount. */
export class TemporaryLinks {
  readonly #image: MountedImage;
  readonly #idle: string;
  readonly #free: string[];
  #nextIno: number;

  /** @param idle root of the image that a program uses which does not live. */
  static async create(place: MountedPlace, idle: string): Promise<TemporaryLinks> {
    const disk = Disk.empty(Date.now());
    const names = Array.from({ length: MOST }, (_, index) => String(index));
    for (const [index, name] of names.entries())
      for (const effect of linkEffects(FIRST_INO + index, name, idle)) disk.apply(effect);
    // Uncached: where one leads changes.
    const image = await place.present({ snapshot: disk.snapshot() }, { silent: true, uncached: true });
    return new TemporaryLinks(image, idle, names);
  }

  private constructor(image: MountedImage, idle: string, names: string[]) {
    this.#image = image;
    this.#idle = idle;
    this.#free = names;
    this.#nextIno = FIRST_INO + names.length;
  }

  /** @throws Error where there are too many programs */
  take(): TemporaryLink {
    const name = this.#free.shift();
    if (name === undefined) throw new Error(`more than ${MOST} programs run at once`);
    const leadTo = (root: string) => this.#image.change(linkEffects(this.#nextIno++, name, root));
    return {
      path: `${this.#image.directory}/${name}`,
      leadTo,
      release: async () => {
        await leadTo(this.#idle);
        this.#free.push(name);
      },
    };
  }
}

const ROOT_INO = 1;
const FIRST_INO = ROOT_INO + 1;

function linkEffects(ino: number, name: string, root: string): Effect[] {
  return [
    { op: 'inode', ino, kind: 'symlink', mode: 0o777, target: `${root}/${TEMPORARY_DIRECTORY}` },
    { op: 'dirent', changes: [{ dir: ROOT_INO, name, ino }] },
  ];
}
