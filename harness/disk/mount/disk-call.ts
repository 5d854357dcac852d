import type { Primitive } from '../kernel.ts';

/** A call of a program that has reached an image and did not happen yet. */
export interface DiskCall {
  readonly primitive: Primitive;
  /** Below the image's root; absent where no name is known any more. */
  readonly path?: string | undefined;
  /** Second path of rename, link and symlink. */
  readonly to?: string;
  /** The thread that called. */
  readonly thread: number;
  /** Whether it is going to change what is stored, attributes apart. Foreseen: a call may still be refused. */
  readonly changes: boolean;
  /** Bytes that a write asks for. */
  readonly length?: number;
  /** Of an open: for writing; and of a file that is not there yet. */
  readonly forWriting?: boolean;
  readonly creates?: boolean;
  /** A write that came from a mapping. It is never held up: whoever waits for it may be the kernel. */
  readonly mapped?: boolean;
  /** A read of what is in memory, though it has a name: no disk is asked for it. */
  readonly fromMemory?: boolean;
  /** Not worth a note in the trace unless it goes wrong. */
  readonly isUsual?: true;
  /** Called before the request's buffer is used for the next one, where the call has to wait. */
  readonly keep?: () => void;
  /**
   * Makes it happen and puts the answer together.
   *
   * @param bytes of a write: only so many.
   * @returns bytes of the answer behind its header
   * @throws Errno
   */
  readonly perform: (bytes?: number) => number;
}

/** A call as others may see it. */
export type SeenCall = Omit<DiskCall, 'keep' | 'perform' | 'isUsual'>;
