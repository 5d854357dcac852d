import { constants } from 'node:fs';
import { Errno } from '../kernel.ts';
import type { Image } from './image.ts';
import type { ListedEntry } from './listing.ts';

/** An open file description, open(2), or an open directory. */
export interface Handle {
  readonly number: number;
  /** Absent of the mount's root. */
  readonly image: Image | undefined;
  readonly ino: number;
  /** The path under which it was opened. */
  readonly path: string | undefined;
  /** With O_SYNC or O_DSYNC, and past the page cache: no fsync follows a write. */
  readonly synchronous: boolean;
  /** Of a directory, from when it was last read from its beginning. */
  listing: readonly ListedEntry[] | undefined;
}

export class Handles {
  readonly #open = new Map<number, Handle>();
  #next = 1;

  add(fields: Pick<Handle, 'image' | 'ino' | 'path'>, flags: number): Handle {
    const direct = fields.image?.uncached === true || (flags & constants.O_DIRECT) !== 0;
    const handle: Handle = {
      ...fields,
      number: this.#next++,
      // O_SYNC contains O_DSYNC.
      synchronous: direct && (flags & constants.O_DSYNC) !== 0,
      listing: undefined,
    };
    this.#open.set(handle.number, handle);
    fields.image?.opened(fields.ino);
    return handle;
  }

  /** @throws Errno EBADF */
  get(number: number): Handle {
    const handle = this.#open.get(number);
    if (handle === undefined) throw new Errno('EBADF');
    return handle;
  }

  remove(number: number): Handle | undefined {
    const handle = this.#open.get(number);
    this.#open.delete(number);
    handle?.image?.closed(handle.ino);
    return handle;
  }
}
