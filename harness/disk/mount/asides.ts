import type { Primitive } from '../kernel.ts';
import type { DiskCall } from './disk-call.ts';
import type { Release } from './held.ts';
import type { Image } from './image.ts';

interface Aside {
  readonly image: Image;
  readonly call: DiskCall;
  /** How it is to go on; absent while it waits to be told. */
  how?: Exclude<Release, { does: 'begin' | 'interrupt' }>;
}

/** During these, and whatever makes a file, the kernel lets nobody else into the directory. */
const NAMING: ReadonlySet<Primitive> = new Set(['mkdir', 'mknod', 'rmdir', 'unlink', 'rename', 'link', 'symlink']);

/**
 * Threads that are to wait in front of a change of names without keeping others from the directory. Such a call is refused with ESTALE, on which the
 * kernel lets go of the directory and looks at the path anew, once, before it calls again. It is in that look that the thread waits.
 */
export class Asides {
  readonly #byThread = new Map<number, Aside>();

  /** Whether the thread is to stand aside for this call: then it is to be refused. */
  steps(call: DiskCall, image: Image): boolean {
    if (!NAMING.has(call.primitive) && call.creates !== true) return false;
    this.#byThread.set(call.thread, { image, call });
    return true;
  }

  /** In front of which call a thread is to wait that looks at a name. */
  waiting(thread: number): Pick<Aside, 'image' | 'call'> | undefined {
    const aside = this.#byThread.get(thread);
    return aside?.how === undefined ? aside : undefined;
  }

  told({ thread }: DiskCall, how: NonNullable<Aside['how']>): void {
    const aside = this.#byThread.get(thread);
    if (aside !== undefined) aside.how = how;
  }

  /** How a call is to go on for which its thread stood aside; `in-vain`: there was no name to look at. `undefined` of any other call. */
  back({ thread, primitive, path, to }: DiskCall): NonNullable<Aside['how']> | 'in-vain' | undefined {
    const aside = this.#byThread.get(thread);
    if (aside === undefined || primitive === 'lstat') return undefined;
    // It may also find that there is nothing to call for any more, and call for something else.
    this.#byThread.delete(thread);
    const { call, how } = aside;
    if (call.primitive !== primitive || call.path !== path || call.to !== to) return undefined;
    return how ?? 'in-vain';
  }
}
