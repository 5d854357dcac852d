import { Errno } from '../kernel.ts';
import { Answer } from './answer.ts';
import { Asides } from './asides.ts';
import type { DiskCall } from './disk-call.ts';
import { Handles } from './handles.ts';
import { type HeldCall, HeldCalls, type HeldFacts, heldFacts, type Release } from './held.ts';
import type { Image } from './image.ts';
import { Images } from './images.ts';
import { type LockedFile, Locks } from './locks.ts';
import type { Request } from './request.ts';

/** An operation's result where it is not the number of bytes of an answer: the answer comes later, or there is none. */
export const LATER = -1;
export const NEVER = -2;

/** Answers one kind of request. Returns bytes of the answer behind its header, `LATER` or `NEVER`. @throws Errno */
export type Operation = (serving: Serving, request: Request) => number;

export interface ServingOptions {
  /** Writes an answer to the kernel. */
  readonly send: (answer: Uint8Array) => void;
  /** Told of each call that has to wait. */
  readonly onHeld?: (facts: HeldFacts) => void;
  /** Whether locks are served; else the kernel keeps them itself. */
  readonly locks?: boolean;
  /** Told of each request that waits for a lock. */
  readonly onLockWait?: (wait: LockWait) => void;
}

export interface LockWait extends LockedFile {
  readonly thread: number;
  /** The process of the thread, as getpid(2) gives it; absent where there is no system to ask. */
  readonly process?: number;
}

/** What operations work on, and how their calls reach an image. */
export class Serving {
  readonly images = new Images();
  readonly handles = new Handles();
  readonly answer = new Answer();
  readonly held = new HeldCalls();
  readonly locks: Locks;
  readonly #options: ServingOptions;
  readonly #asides = new Asides();

  constructor(options: ServingOptions) {
    this.#options = options;
    this.locks = new Locks(options.locks === true);
  }

  /** The call happens, fails or waits, as the image's plan has it. Returns what an operation does. @throws Errno */
  call(image: Image, { unique }: Request, call: DiskCall): number {
    const stood = this.#asides.back(call);
    if (stood === 'in-vain') return this.#hold({ unique, image, call });
    if (stood !== undefined) return stood.does === 'go-on' ? image.perform(call) : image.perform(call, stood);
    const decision = image.decide(call);
    if (decision === undefined) return image.perform(call);
    if (decision.does !== 'hold') return image.perform(call, decision);
    if (image.asides && this.#asides.steps(call, image)) throw new Errno('ESTALE');
    if (decision.bytes !== undefined) image.begin(call, decision.bytes);
    return this.#hold({ unique, image, call });
  }

  /** A look at a name, or at an image; whoever stands aside waits in it. Returns what an operation does. @throws Errno */
  look({ unique, thread }: Request, perform: () => number): number {
    const aside = this.#asides.waiting(thread);
    return aside === undefined ? perform() : this.#hold({ unique, ...aside, look: perform });
  }

  #hold(held: HeldCall): number {
    this.held.add(held);
    this.#options.onHeld?.(heldFacts(held));
    return LATER;
  }

  tellLockWait(wait: LockWait): void {
    this.#options.onLockWait?.(wait);
  }

  /** Lets a held call go on. One that is not there any more (its process died) is none. @throws Error for a code that Linux does not have */
  release(unique: number, how: Release): void {
    // Before it is taken: a code that there is not must not leave it without an answer.
    if ('code' in how) this.answer.refuse(unique, new Errno(how.code));
    if (how.does === 'begin') {
      const waiting = this.held.get(unique);
      waiting?.image.begin(waiting.call, how.bytes);
      return;
    }
    const held = this.held.take(unique);
    if (held === undefined) return;
    const { image, call, look } = held;
    this.reply(unique, () => {
      if (how.does === 'interrupt') return interrupted();
      if (look !== undefined) {
        this.#asides.told(call, how);
        return look();
      }
      return how.does === 'go-on' ? image.perform(call) : image.perform(call, how);
    });
  }

  /** The image is gone: its directory, and whoever waits for something in it. */
  remove(number: number): Image | undefined {
    for (const { unique } of this.held.all(number)) this.release(unique, { does: 'interrupt' });
    for (const unique of this.locks.removed(number)) this.reply(unique, interrupted);
    return this.images.remove(number);
  }

  /** Sends what comes of `perform`. */
  reply(unique: number, perform: () => number): void {
    let length: number;
    try {
      length = perform();
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.#options.send(this.answer.refuse(unique, error));
      return;
    }
    if (length >= 0) this.#options.send(this.answer.finish(unique, length));
  }
}

export function interrupted(): never {
  throw new Errno('EINTR');
}
