import { Disk, ROOT_INO } from '../disk.ts';
import type { Inode } from '../inode.ts';
import { Errno } from '../kernel.ts';
import { Image, type ImageOptions } from './image.ts';

/** The images that are presented. Each is a directory of the mount's root; node ids contain its number, which is not used again. */
export class Images {
  readonly #byNumber = new Map<number, Image>();
  readonly #byName = new Map<string, Image>();
  readonly #root: Inode;
  #next = 1;

  constructor() {
    const root = Disk.empty(Date.now()).inode(ROOT_INO);
    if (root === undefined) throw new Error('an empty disk has no root');
    this.#root = root;
  }

  /** The directory that holds them. */
  get root(): Inode {
    return this.#root;
  }

  /**
   * With a name of its own, `i17`, that no earlier one had: the kernel may remember earlier names.
   *
   * @throws Error after a million: the inode numbers that programs see begin with an image's, and have to be exact as doubles
   */
  present(disk: Disk, options?: ImageOptions): Image {
    const number = this.#next++;
    if (number > IMAGES_MAX) throw new Error(`${IMAGES_MAX} images were presented, which is the most that one mount can`);
    const image = new Image(number, `i${number}`, disk, options);
    this.#byNumber.set(number, image);
    this.#byName.set(image.name, image);
    return image;
  }

  /** Whatever is asked of it from now on is refused with ESTALE. */
  remove(number: number): Image | undefined {
    const image = this.#byNumber.get(number);
    this.#byNumber.delete(number);
    if (image !== undefined) this.#byName.delete(image.name);
    return image;
  }

  find(number: number): Image | undefined {
    return this.#byNumber.get(number);
  }

  named(name: string): Image | undefined {
    return this.#byName.get(name);
  }

  /** @throws Errno EROFS for the root, which holds images alone; ESTALE for one that was removed */
  get(number: number): Image {
    const image = this.#byNumber.get(number);
    if (image === undefined) throw new Errno(number === ROOT_IMAGE ? 'EROFS' : 'ESTALE');
    return image;
  }

  all(): Iterable<Image> {
    return this.#byNumber.values();
  }
}

const IMAGES_MAX = 2 ** 20;

/** The image number in the node id of the mount's root. */
export const ROOT_IMAGE = 0;
