import type { Kernel, KernelStat } from '../../../disk/kernel.ts';
import type { Notices } from '../../../disk/notices.ts';
import type { Capabilities } from '../../../model/capabilities.ts';
import type { ClientEvent } from '../../../model/program.ts';
import type { HostNotices } from '../../host.ts';
import type { Outcome, Problem } from '../../problem.ts';
import type { LastLook } from '../../together.ts';
import { type Activity, BACKGROUND, type CellHandle } from '../cell.ts';
import { EPOCH_MS } from '../virtual-time.ts';
import type { Conversation } from './conversation.ts';
import { type KernelCall, type KernelOutcome, performCall } from './kernel-call.ts';
import type { Order } from './order.ts';
import type { ProcessReport, Head as ReportedHead } from './report.ts';

export interface RemoteCellParts {
  readonly conversation: Conversation;
  /** The process's own, with its descriptors. */
  readonly kernel: Kernel;
  /** What the process must have been told before anything else. */
  readonly run: Order;
  /** The processes that are alive, as bits. */
  readonly living: () => number;
  readonly onTime: (nowMs: number) => void;
  readonly onDeath: () => void;
  readonly onEvent: (event: ClientEvent) => void;
  readonly onNotices: (notices: HostNotices) => void;
  /** A primitive is about to take effect on behalf of an actor. */
  readonly onCall: (call: KernelCall, actor: number) => void;
}

/** What an actor would do next. */
type Head =
  | { readonly next: 'point' }
  | { readonly next: 'effect'; readonly call: KernelCall | undefined }
  | { readonly next: 'completion'; readonly outcome: KernelOutcome | undefined };

/**
 * A process in another thread, which stands still while it's not its turn. The effect of an asynchronous primitive needs no turn: the process
 * has said what it asks for, and hears of it when it completes.
 */
export class RemoteCell implements CellHandle {
  busy = false;
  outcome: Outcome = { ok: true, value: undefined };
  lastLook: LastLook | undefined;
  capabilities: Capabilities | undefined;
  nextTimerMs: number | undefined;
  stray: Problem | undefined;
  /** The process itself waits for what is real. */
  readonly waitsForReality = false;
  readonly #parts: RemoteCellParts;
  #able: readonly number[] = [];
  readonly #notices: Notices | undefined;
  #heads = new Map<number, Head>();
  #blocked: { readonly actor: number; readonly call: KernelCall } | undefined;
  /** To be told with the next order. */
  #untold: Order[];
  #nowMs = EPOCH_MS;
  /** Time has passed while it stood in front of a synchronous primitive. */
  #isLate = false;
  #clientsOnly = false;
  #dead = false;

  constructor(parts: RemoteCellParts) {
    this.#parts = parts;
    this.#untold = [parts.run];
    this.#notices = parts.kernel.notices;
  }

  /** To be told what has happened to what it watches is a step of nobody's. */
  get able(): readonly number[] {
    if (!this.#hasNotices || this.#blocked !== undefined || this.#able.includes(BACKGROUND)) return this.#able;
    return [...this.#able, BACKGROUND];
  }

  get #hasNotices(): boolean {
    return !this.#dead && this.#notices?.isEmpty === false;
  }

  begin(activity: Activity): void {
    if (this.#dead) return;
    // What runs in the background may stand in front of a synchronous primitive: it's let go to where it rests.
    while (this.#blocked !== undefined) this.#goOn(this.#blocked);
    this.#clientsOnly = activity.do === 'clients';
    const order: Order = { order: 'activity', activity };
    if (activity.do === 'flush' && this.capabilities?.methods.includes('flush') === false && this.#heads.size === 0) {
      this.outcome = { ok: true, value: undefined };
      this.#untold.push(order);
      return;
    }
    if (activity.do !== 'clients' || this.#heads.size > 0) {
      if (activity.do === 'look') this.lastLook = undefined;
      this.#exchange(order);
      return;
    }
    // Each client stands in front of its first operation, which the process can be told with the first step.
    this.#untold.push(order);
    for (const { index, operations } of activity.clients) if (operations.length > 0) this.#heads.set(index, { next: 'point' });
    if (this.#heads.size < activity.clients.length) this.#exchange();
    this.busy = this.#heads.size > 0;
    this.#see();
  }

  step(actor: number): void {
    if (this.#blocked !== undefined) {
      this.#goOn(this.#blocked);
      return;
    }
    const head = this.#heads.get(actor);
    if (head === undefined && actor === BACKGROUND && this.#hasNotices) {
      this.#exchange();
      return;
    }
    switch (head?.next) {
      case 'point':
        this.#exchange({ order: 'step', actor });
        break;
      case 'effect':
        this.#heads.set(actor, { next: 'completion', outcome: head.call && this.#perform(head.call, actor) });
        break;
      case 'completion':
        this.#heads.delete(actor);
        this.#exchange({ order: 'complete', actor, outcome: head.outcome });
        break;
      default:
        throw new Error(`actor ${actor} cannot take a step`);
    }
  }

  passTime(toMs: number): void {
    if (this.#dead) return;
    const passes = toMs > this.#nowMs;
    this.#nowMs = Math.max(toMs, this.#nowMs);
    this.#parts.onTime(this.#nowMs);
    if (this.#blocked !== undefined) {
      this.#isLate = true;
      this.#hideOverdue();
    } else if (passes) this.#tellTime();
    else this.#exchange({ order: 'pass-time', toMs: this.#nowMs });
  }

  kill(): void {
    this.#dead = true;
    this.stray = undefined;
    this.#stop();
    this.#parts.onDeath();
  }

  /** The run is over. */
  end(): void {
    if (this.#blocked !== undefined) this.#parts.conversation.die();
  }

  #goOn({ actor, call }: { readonly actor: number; readonly call: KernelCall }): void {
    const outcome = this.#perform(call, actor);
    this.#blocked = undefined;
    this.#exchange({ order: 'return', outcome });
  }

  #tellTime(): void {
    const order: Order = { order: 'pass-time', toMs: this.#nowMs };
    // Who neither can go on nor has a timer waits for something real, a module that is loaded, say, which arrives when it has the turn.
    const waits = this.busy && this.#heads.size === 0 && this.nextTimerMs === undefined;
    // Where nothing is due, it's enough that the process hears of it before it goes on.
    if (!waits && (this.nextTimerMs === undefined || this.nextTimerMs > this.#nowMs)) this.#untold.push(order);
    else this.#exchange(order);
  }

  /** Timers that are due have to wait for what blocks the process, and time does not have to pass for them. */
  #hideOverdue(): void {
    if (this.nextTimerMs !== undefined && this.nextTimerMs <= this.#nowMs) this.nextTimerMs = undefined;
  }

  #perform(call: KernelCall, actor: number): KernelOutcome {
    this.#parts.onCall(call, actor);
    return asItIsUsed(call, performCall(this.#parts.kernel, call));
  }

  #exchange(...orders: Order[]): void {
    const { conversation, living } = this.#parts;
    // Whoever stands in front of a primitive hears of nothing else.
    const news: Order[] =
      this.#hasNotices && orders[0]?.order !== 'return' ? [{ order: 'notices', notices: this.#notices?.take() ?? [] }] : [];
    const report = conversation.exchange(living(), [...this.#untold, ...news, ...orders]);
    this.#untold = [];
    if (report === undefined) {
      this.stray = { kind: 'hung', message: 'it did not give control back for seconds of real time' };
      this.#stop();
    } else this.#take(report);
  }

  #take({ events, news, busy, nextTimerMs, blocked, heads }: ProcessReport): void {
    for (const event of events) this.#parts.onEvent(event);
    if (news.outcome !== undefined) this.outcome = news.outcome;
    if (news.capabilities !== undefined) this.capabilities = news.capabilities;
    if (news.lastLook !== undefined) this.lastLook = news.lastLook;
    if (news.stray !== undefined) this.stray = news.stray;
    if (news.notices !== undefined) this.#parts.onNotices(news.notices);
    this.busy = busy;
    this.nextTimerMs = nextTimerMs;
    this.#blocked = blocked;
    if (blocked !== undefined) this.#hideOverdue();
    else {
      const before = this.#heads;
      this.#heads = new Map();
      for (const head of heads) this.#heads.set(head.actor, headOf(head, before.get(head.actor)));
    }
    this.#see();
    if (blocked !== undefined || !this.#isLate) return;
    this.#isLate = false;
    this.#tellTime();
  }

  #see(): void {
    if (this.#blocked === undefined) this.#able = Array.from(this.#heads.keys());
    else {
      const { actor } = this.#blocked;
      this.#able = [this.#clientsOnly && actor < 0 ? BACKGROUND : actor];
    }
  }

  #stop(): void {
    this.#heads.clear();
    this.#able = [];
    this.busy = false;
    this.nextTimerMs = undefined;
  }
}

/** Reading a whole file takes no more than its kind and size from fstat; numbers and times of others must not make a difference. */
function asItIsUsed({ primitive, api }: KernelCall, outcome: KernelOutcome): KernelOutcome {
  if (primitive !== 'fstat' || !READS_WHOLE.test(api) || !('result' in outcome)) return outcome;
  const { kind, size, mode } = outcome.result as KernelStat;
  const none = { ino: 0, nlink: 1, uid: 0, gid: 0, atimeMs: 0, mtimeMs: 0, ctimeMs: 0, birthtimeMs: 0 };
  return { result: { ...none, kind, size, mode } };
}

const READS_WHOLE = /\breadFile(?:Sync)?$/;

function headOf(reported: ReportedHead, known: Head | undefined): Head {
  // An effect that has happened stays as it was, whatever the process would ask for now.
  if (known?.next === 'completion') return known;
  if (reported.next !== 'same') return reported;
  if (known === undefined) throw new Error('a process repeats what it never said');
  return known;
}
