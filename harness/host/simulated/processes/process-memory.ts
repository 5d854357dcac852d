import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Conversation } from './conversation.ts';
import { MessageWriter } from './message.ts';
import { type Order, writeOrders } from './order.ts';
import type { ProcessThread } from './process-thread.ts';
import type { ProcessReport } from './report.ts';

/** A process that was told again what it had been told before, and answered otherwise: what it does depends on more than that. */
export class ProcessForgot extends Error {
  constructor() {
    super('a process answered otherwise than before');
    this.name = 'ProcessForgot';
  }
}

/** What a process answered when it had been told all that leads here. */
class Place {
  readonly report: ProcessReport | undefined;
  readonly next = new Map<string, Place>();

  constructor(report?: ProcessReport) {
    this.report = report;
  }
}

const MOST_PLACES = 50_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Longer orders are known by their digest. */
const LONGEST_KEY_BYTES = 512;
/** A process whose modules count, or keep what they read, is only asked in vain so often. */
const MOST_FORGOTTEN = 3;

/**
 * What the processes of former runs answered. All that a process learns of the others comes through its disk and the clock: told the same, from the beginning of
 * a run, it does the same. So it need not do it again, and most schedules of a program differ in what each process is told by very little. Every
 * failure is tried again without this, in threads that have run nothing before.
 */
export class ProcessMemory {
  #processes: Place[] = [];
  #places = 0;
  #bytes = 0;
  #forgotten = 0;
  readonly #message = new MessageWriter();

  /** Whether it's of any use for this store. */
  get isKept(): boolean {
    return this.#forgotten < MOST_FORGOTTEN;
  }

  /** What a process is and does, by its index in the program; `thread` is asked where that is not known. */
  recall(process: number, thread: ProcessThread, roots: Roots): Conversation {
    if (this.#places > MOST_PLACES || this.#bytes > MOST_BYTES) this.#clear();
    this.#processes[process] ??= new Place();
    return new Recollection(this, this.#processes[process], { thread, roots });
  }

  /** Something was otherwise than it had been. */
  forget(): void {
    this.#forgotten++;
    this.#clear();
  }

  keyOf(living: number, orders: readonly Order[]): string {
    writeOrders(this.#message.begin(), living, orders);
    const { bytes } = this.#message;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return bytes.length <= LONGEST_KEY_BYTES ? buffer.toString('latin1') : createHash('sha256').update(buffer).digest('base64');
  }

  add(place: Place, key: string, report: ProcessReport): Place {
    const added = new Place(report);
    place.next.set(key, added);
    this.#places++;
    this.#bytes += key.length + bytesOf(report);
    return added;
  }

  #clear(): void {
    this.#processes = [];
    this.#places = 0;
    this.#bytes = 0;
  }
}

/** The root path that the engine knows, and that which the process has in this run. Of equal length. */
export interface Roots {
  readonly known: string;
  readonly own: string;
}

class Recollection implements Conversation {
  readonly #memory: ProcessMemory;
  readonly #thread: ProcessThread;
  readonly #roots: Roots;
  #place: Place;
  /** What was answered from memory, and would have to be said to the thread. */
  #untold: { readonly living: number; readonly orders: readonly Order[]; readonly report: ProcessReport }[] = [];
  /** The thread itself is asked from now on. */
  #asked = false;

  constructor(memory: ProcessMemory, place: Place, { thread, roots }: { thread: ProcessThread; roots: Roots }) {
    this.#memory = memory;
    this.#place = place;
    this.#thread = thread;
    this.#roots = roots;
  }

  exchange(living: number, orders: readonly Order[]): ProcessReport | undefined {
    const key = this.#memory.keyOf(living, orders);
    const known = this.#place.next.get(key);
    if (known?.report !== undefined && !this.#asked) {
      this.#untold.push({ living, orders, report: known.report });
      this.#place = known;
      return known.report;
    }
    this.#tell();
    const report = this.#thread.exchange(living, orders, this.#roots);
    if (report === undefined) return undefined;
    if (known?.report !== undefined) this.#compare(known.report, report);
    this.#place = known ?? this.#memory.add(this.#place, key, report);
    return report;
  }

  die(): void {
    if (this.#asked) this.#thread.die();
  }

  #tell(): void {
    this.#asked = true;
    const untold = this.#untold;
    this.#untold = [];
    for (const { living, orders, report: known } of untold) {
      const report = this.#thread.exchange(living, orders, this.#roots);
      this.#compare(known, report);
    }
  }

  #compare(known: ProcessReport, report: ProcessReport | undefined): void {
    if (report !== undefined && isSame(known, report)) return;
    // It may stand in front of a primitive, which nobody will ever perform.
    if (report?.blocked !== undefined) this.#thread.die();
    throw new ProcessForgot();
  }
}

/** What was noticed is told once, not in every run. */
function isSame(
  { news: { notices: _, ...news }, ...one }: ProcessReport,
  { news: { notices: __, ...otherNews }, ...other }: ProcessReport,
): boolean {
  return isDeepStrictEqual(one, other) && isDeepStrictEqual(news, otherNews);
}

/** About. */
function bytesOf({ blocked, heads, events, news }: ProcessReport): number {
  const calls = [blocked?.call, ...heads.map((head) => (head.next === 'effect' ? head.call : undefined))];
  let bytes = 200 + 100 * events.length + (news.lastLook === undefined ? 0 : 1000);
  for (const call of calls) for (const argument of call?.args ?? []) bytes += sizeOf(argument);
  for (const { result } of events) if (result !== undefined) bytes += 1000;
  return bytes;
}

function sizeOf(argument: unknown): number {
  if (argument instanceof Uint8Array) return argument.length;
  if (typeof argument === 'string') return argument.length;
  return Array.isArray(argument) ? argument.reduce((sum: number, part) => sum + sizeOf(part), 0) : 8;
}
