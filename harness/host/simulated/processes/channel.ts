import { OwnTime } from '../../own-time/own-time.ts';
import { ownTask } from '../../own-time/tasks.ts';
import { MessageReader, type MessageWriter } from './message.ts';

/** Captured at load: what stores wait with does not wait. */
const realWait = Atomics.wait.bind(Atomics);

/** Memory of a channel, to be handed to the other thread. */
export interface ChannelMemory {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

/** Whose turn it is: the other waits. */
export type Side = 0 | 1;
export const ENGINE: Side = 0;
export const PROCESS: Side = 1;

/** Cells of `control`. */
const TURN = 0;
const LENGTH_BYTES = 1;
const MORE = 2;
const BEATS = 3;
/** The thread on the side of the process, as the kernel counts threads. */
const TASK = 4;

/** Real time between two looks at a silent side. */
const LOOK_MS = 200;

/** Longer messages are handed over in pieces. */
const PIECE_BYTES = 256 * 1024;

export function createChannelMemory(): ChannelMemory {
  return {
    control: new Int32Array(new SharedArrayBuffer(20)),
    bytes: new Uint8Array(new SharedArrayBuffer(PIECE_BYTES)),
  };
}

/**
 * Hands messages back and forth between two threads, of which one runs while the other is blocked. It's the engine's turn first. Nobody spins:
 * the thread that is woken mostly gets the core of the one that goes to sleep, and with less than a core each spinning is a loss.
 */
export class Channel {
  readonly #memory: ChannelMemory;
  readonly #own: Side;
  readonly #other: Side;
  readonly #reader: MessageReader;

  constructor(memory: ChannelMemory, own: Side) {
    this.#memory = memory;
    this.#own = own;
    this.#other = own === ENGINE ? PROCESS : ENGINE;
    this.#reader = new MessageReader(memory.bytes.buffer);
    if (own === PROCESS) memory.control[TASK] = ownTask() ?? 0;
  }

  /**
   * Hands a message over, and the turn with it.
   *
   * @param silenceMs see `receive`; a long message is acknowledged piece by piece. `false` if it was not.
   */
  send(message: MessageWriter, silenceMs = Number.POSITIVE_INFINITY): boolean {
    const { control, bytes } = this.#memory;
    const all = message.bytes;
    let start = 0;
    for (; all.length - start > PIECE_BYTES; start += PIECE_BYTES) {
      bytes.set(all.subarray(start, start + PIECE_BYTES));
      this.#handOver(PIECE_BYTES, 1);
      if (!this.#untilOwnTurn(silenceMs)) return false;
    }
    bytes.set(start === 0 ? all : all.subarray(start));
    control[BEATS] = (control[BEATS] ?? 0) + 1;
    this.#handOver(all.length - start, 0);
    return true;
  }

  /**
   * Blocks until there is a message for this side. It is valid until the next `send`.
   *
   * @param silenceMs how long to wait for a sign of life, in own time of the other side; then undefined.
   * @param edit changes the message before it is read.
   */
  receive(silenceMs = Number.POSITIVE_INFINITY, edit?: (bytes: Uint8Array) => void): MessageReader | undefined {
    if (!this.#untilOwnTurn(silenceMs)) return undefined;
    const { control, bytes } = this.#memory;
    if (control[MORE] === 0) {
      edit?.(bytes.subarray(0, control[LENGTH_BYTES]));
      return this.#reader.begin();
    }
    const pieces: Uint8Array[] = [];
    while (control[MORE] === 1) {
      pieces.push(bytes.slice(0, control[LENGTH_BYTES]));
      this.#handOver(0, 0);
      if (!this.#untilOwnTurn(silenceMs)) return undefined;
    }
    pieces.push(bytes.subarray(0, control[LENGTH_BYTES]));
    const whole = Buffer.concat(pieces);
    const memory = new ArrayBuffer(whole.length);
    new Uint8Array(memory).set(whole);
    edit?.(new Uint8Array(memory));
    return new MessageReader(memory);
  }

  /** A sign of life of a side that has good reasons to keep its turn. */
  beat(): void {
    Atomics.add(this.#memory.control, BEATS, 1);
  }

  #handOver(lengthBytes: number, more: 0 | 1): void {
    const { control } = this.#memory;
    control[LENGTH_BYTES] = lengthBytes;
    control[MORE] = more;
    Atomics.store(control, TURN, this.#other);
    Atomics.notify(control, TURN);
  }

  #untilOwnTurn(silenceMs: number): boolean {
    const { control } = this.#memory;
    const lookMs = Number.isFinite(silenceMs) ? Math.min(LOOK_MS, silenceMs) : silenceMs;
    let ownTime: OwnTime | undefined;
    while (Atomics.load(control, TURN) !== this.#own) {
      const beats = Atomics.load(control, BEATS);
      const result = realWait(control, TURN, this.#other, lookMs);
      if (result !== 'timed-out' || beats !== Atomics.load(control, BEATS)) ownTime = undefined;
      else if (ownTime === undefined) ownTime = new OwnTime({ task: control[TASK] || undefined });
      else if (ownTime.look() >= silenceMs && Atomics.load(control, TURN) !== this.#own) return false;
    }
    return true;
  }
}
