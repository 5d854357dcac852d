import type { Strike } from '../fault.ts';
import type { DiskCall, SeenCall } from './disk-call.ts';
import type { Image } from './image.ts';

/** A call whose answer waits. */
export interface HeldCall {
  readonly unique: number;
  readonly image: Image;
  readonly call: DiskCall;
  /** It is not the call itself that waits, but a look at a name on the way to it; this answers it. */
  readonly look?: () => number;
}

/** What others are told of it. */
export interface HeldFacts extends SeenCall {
  /** By what it is named when it is to go on. */
  readonly held: number;
  readonly image: number;
  /** The process of its thread, as getpid(2) gives it; absent where there is no system to ask. */
  readonly process?: number;
  /** How many changes the image had seen. */
  readonly changesBefore: number;
}

/** How it goes on: as if nothing had been, or wrong, or with EINTR; or, of a write, not yet, with so many bytes done. */
export type Release =
  | { readonly does: 'go-on' }
  | { readonly does: 'interrupt' }
  | { readonly does: 'begin'; readonly bytes: number }
  | Strike;

/** Calls whose answers wait, in the order in which they came. A process in one of them dies only when it is answered. */
export class HeldCalls {
  readonly #calls = new Map<number, HeldCall>();

  add(held: HeldCall): void {
    held.call.keep?.();
    this.#calls.set(held.unique, held);
  }

  take(unique: number): HeldCall | undefined {
    const held = this.#calls.get(unique);
    this.#calls.delete(unique);
    return held;
  }

  get(unique: number): HeldCall | undefined {
    return this.#calls.get(unique);
  }

  /** Those of one image, or all. */
  all(image?: number): HeldCall[] {
    return [...this.#calls.values()].filter((held) => image === undefined || held.image.number === image);
  }
}

export function heldFacts({ unique, image, call }: HeldCall): HeldFacts {
  const { primitive, path, to, thread, changes, length, forWriting, creates } = call;
  return {
    held: unique,
    image: image.number,
    changesBefore: image.changes,
    primitive,
    thread,
    changes,
    ...(path === undefined ? {} : { path }),
    ...(to === undefined ? {} : { to }),
    ...(length === undefined ? {} : { length }),
    ...(forWriting === undefined ? {} : { forWriting }),
    ...(creates === undefined ? {} : { creates }),
  };
}
