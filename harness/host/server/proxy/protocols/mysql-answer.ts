const MORE_RESULTS = 8;
const IN_TRANSACTION = 1;
const PREPARE = 22;
const FETCH = 28;
const FIELD_LIST = 4;
const STATISTICS = 9;
const OK = 0;
const END = 0xfe;
const ERROR = 0xff;
const LOCAL_FILE = 0xfb;

/** What a packet says of the answer that it is a part of. */
export interface AnswerPart {
  readonly ends: boolean;
  /** Whether a transaction is open, where the packet tells it. */
  readonly transaction?: boolean;
  /** The number of the statement that was prepared. */
  readonly statement?: number;
}

/** Finds the end of an answer: packet by packet, by the command that was asked. */
export class AnswerPackets {
  readonly #command: number;
  /** Ends of lists that are still to come; `undefined` before the first packet of a result. */
  #lists: number | undefined;

  constructor(command: number) {
    this.#command = command;
    if (command === FETCH || command === FIELD_LIST) this.#lists = 1;
  }

  next(payload: Buffer): AnswerPart {
    const first = payload[0] ?? 0;
    if (first === ERROR) return { ends: true };
    if (this.#lists === undefined) return this.#first(first, payload);
    if (first !== END || payload.length >= 9) return { ends: false };
    this.#lists--;
    if (this.#lists > 0) return { ends: false };
    return this.#command === PREPARE ? { ends: true } : this.#last(payload.readUInt16LE(3));
  }

  #first(first: number, payload: Buffer): AnswerPart {
    if (this.#command === STATISTICS) return { ends: true };
    if (this.#command === PREPARE && first === OK) return this.#prepared(payload);
    // It wants a file of the client's and waits.
    if (first === LOCAL_FILE) return { ends: true };
    if (first === OK) return this.#last(statusOf(payload));
    if (first === END && payload.length < 9) return this.#last(payload.readUInt16LE(3));
    this.#lists = 2;
    return { ends: false };
  }

  #prepared(payload: Buffer): AnswerPart {
    const statement = payload.readUInt32LE(1);
    const lists = [payload.readUInt16LE(5), payload.readUInt16LE(7)].filter((count) => count > 0).length;
    this.#lists = lists;
    return { ends: lists === 0, statement };
  }

  #last(status: number): AnswerPart {
    this.#lists = undefined;
    return { ends: (status & MORE_RESULTS) === 0, transaction: (status & IN_TRANSACTION) !== 0 };
  }
}

/** Of an OK: behind two numbers, each of one to nine bytes. */
function statusOf(payload: Buffer): number {
  const at = afterNumber(payload, afterNumber(payload, 1));
  return payload.length < at + 2 ? 0 : payload.readUInt16LE(at);
}

function afterNumber(payload: Buffer, at: number): number {
  const first = payload[at] ?? 0;
  if (first === 0xfc) return at + 3;
  if (first === 0xfd) return at + 4;
  return first === 0xfe ? at + 9 : at + 1;
}
