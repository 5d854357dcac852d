import type { Gate, PendingCall } from '../gate.ts';
import { Errno, type Kernel } from '../kernel.ts';
import type { Recorder } from '../trace.ts';
import { DESCRIPTORS_MAX, firstDescriptor, type Routes } from './route.ts';

/** A directory whose file-system calls reach a kernel of ours. */
export interface Mount {
  readonly root: string;
  readonly kernel: Kernel;
  /** Asynchronous primitives that have been issued and have not completed. 0 after `kill`. */
  readonly pending: number;
  /**
   * The incarnation is dead: what was issued never takes effect and never completes, new asynchronous calls never complete, new
   * synchronous ones throw `DeadIncarnation`. Descriptors, handles and streams go dead with it.
   */
  kill(): void;
  /** Forgets the root. Whoever still uses it, or a descriptor of it, finds it dead. Constant time. */
  unmount(): void;
}

export interface MountOptions {
  /** `/cw-` and further characters without a slash for a simulated disk, or any existing absolute directory for a real one. */
  root: string;
  kernel: Kernel;
  /** Decides when asynchronous primitives happen; by default each one in a `setImmediate` turn of its own, in order. */
  gate?: Gate;
  /** Asked only whether stacks are to be captured; the events come from the kernel. */
  recorder?: Pick<Recorder, 'stacks'>;
}

/** Captured at load, since timers may be faked later. */
const soon = globalThis.setImmediate;

const oneTurnEach: Gate = {
  issue(call) {
    soon(perform, call);
  },
};

function perform(call: PendingCall): void {
  call.effect();
  call.complete();
}

export class MountState implements Mount {
  readonly root: string;
  readonly kernel: Kernel;
  readonly gate: Gate;
  readonly stacks: boolean;
  pending = 0;
  dead = false;
  readonly #routes: Routes<MountState>;
  /** Number of the first descriptor that this mount hands out, or -1 where the kernel's own numbers are used. */
  #first = -1;
  /** Kernel's descriptor by ours, counted from `#first`; the lowest free number is used next, as open(2) does. */
  readonly #descriptors: (number | undefined)[] = [];

  constructor(routes: Routes<MountState>, { root, kernel, gate, recorder }: MountOptions, slot: number | undefined) {
    this.#routes = routes;
    this.root = root;
    this.kernel = kernel;
    this.gate = gate ?? oneTurnEach;
    this.stacks = recorder?.stacks ?? false;
    if (slot !== undefined) this.#first = firstDescriptor(slot);
  }

  kill(): void {
    this.dead = true;
    this.pending = 0;
  }

  unmount(): void {
    this.kill();
    this.#routes.remove(this);
  }

  /** The descriptor that the store sees for one that the kernel opened. Throws EMFILE, like the kernel when a process has too many. */
  adopt(kernelFd: number): number {
    if (this.#first === -1) {
      this.#routes.claim(kernelFd, this);
      return kernelFd;
    }
    let free = this.#descriptors.indexOf(undefined);
    if (free === -1) free = this.#descriptors.length;
    if (free === DESCRIPTORS_MAX) {
      this.kernel.close(kernelFd);
      throw new Errno('EMFILE');
    }
    this.#descriptors[free] = kernelFd;
    return this.#first + free;
  }

  /** The kernel's number for a descriptor of this mount. Throws EBADF. */
  kernelDescriptor(fd: number): number {
    if (this.#first === -1) return fd;
    const kernelFd = this.#descriptors[fd - this.#first];
    if (kernelFd === undefined) throw new Errno('EBADF');
    return kernelFd;
  }

  release(fd: number): void {
    const kernelFd = this.kernelDescriptor(fd);
    try {
      this.kernel.close(kernelFd);
    } catch (error) {
      // The number is free although the kernel refuses: close(2) closes even when it reports an error.
      if (error instanceof Errno) this.#free(fd);
      throw error;
    }
    this.#free(fd);
  }

  #free(fd: number): void {
    if (this.#first === -1) this.#routes.disown(fd);
    else this.#descriptors[fd - this.#first] = undefined;
  }
}
