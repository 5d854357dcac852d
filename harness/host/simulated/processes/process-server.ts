import { DeadIncarnation } from '../../../disk/facade/dead-incarnation.ts';
import type { Mount } from '../../../disk/facade/mount.ts';
import type { ClientEvent } from '../../../model/program.ts';
import { currentClient } from '../../../schedule/client.ts';
import type { HeldCall } from '../../../schedule/scheduled-gate.ts';
import type { HostNotices } from '../../host.ts';
import { OutsideWait } from '../../own-time/outside-wait.ts';
import { errorText } from '../../problem.ts';
import { BACKGROUND, Cell } from '../cell.ts';
import { somethingRealIsInFlight } from '../simulated-runtime.ts';
import { DATA, LINK } from '../together-disk.ts';
import type { TogetherPlace } from '../together-here.ts';
import { EPOCH_MS } from '../virtual-time.ts';
import type { Channel } from './channel.ts';
import { type KernelCall, type KernelOutcome, sameCall, withOwnBytes } from './kernel-call.ts';
import { MessageWriter } from './message.ts';
import { NOTHING_REPORTED, newsOf, type Reported } from './news.ts';
import { type Order, type RunOrder, readOrders } from './order.ts';
import { RemoteKernel } from './remote-kernel.ts';
import { type Head, type ProcessReport, writeReport } from './report.ts';

const realSetImmediate = globalThis.setImmediate;

/** Turns of the event loop in which what is on its way, and does not show, may arrive. */
const LAST_LOOK_TURNS = 3;

/** What a process needs beside what every life needs. */
export interface ProcessPlace extends TogetherPlace {
  readonly notices: HostNotices;
  /** Who it is, and who else is alive, from now on: incarnations. */
  identify(incarnation: number, others: readonly number[]): void;
}

interface Run extends RunOrder {
  readonly aheadMs: number;
  readonly cell: Cell;
  readonly mount: Mount;
}

/** A simulated process, as its own thread sees it: does what it is ordered to do until it rests, then reports, and blocks until the next order. */
export class ProcessServer {
  readonly #place: ProcessPlace;
  readonly #channel: Channel;
  readonly #kernel: RemoteKernel;
  readonly #message = new MessageWriter();
  #run: Run | undefined;
  #living = 0;
  #events: ClientEvent[] = [];
  /** Something real never ends (a socket that listens): it is not waited for again. */
  #waitedInVain = false;
  #reported: Reported = NOTHING_REPORTED;
  /** What the engine was told of each call that is held. */
  #told = new WeakMap<Readonly<HeldCall>, { readonly call: KernelCall | undefined }>();

  constructor(place: ProcessPlace, channel: Channel) {
    this.#place = place;
    this.#channel = channel;
    this.#kernel = new RemoteKernel((call) => this.#ask(call));
  }

  async serve(): Promise<never> {
    for (;;) {
      const orders = this.#hear();
      try {
        for (const order of orders) await this.#obey(order);
        this.#report();
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  #hear(): Order[] {
    const message = this.#channel.receive();
    if (message === undefined) throw new Error('the engine is silent');
    const { living, orders } = readOrders(message);
    if (living !== this.#living) {
      this.#living = living;
      this.#identify();
    }
    return orders;
  }

  async #obey(order: Order): Promise<void> {
    if (order.order === 'run') {
      this.#begin(order.run);
      return;
    }
    const { cell } = this.#current;
    const wasBusy = cell.busy;
    switch (order.order) {
      case 'activity':
        await cell.begin(order.activity);
        break;
      case 'step':
        await cell.step(order.actor);
        break;
      case 'complete':
        this.#kernel.answer(order.outcome, () => cell.take(order.actor));
        await cell.step(order.actor);
        break;
      case 'pass-time':
        await this.#passTime(cell, order.toMs + this.#current.aheadMs);
        break;
      case 'notices':
        for (const notice of order.notices) this.#kernel.notices.add(notice);
        await cell.rest();
        break;
      case 'die':
        this.#die();
        await cell.rest();
        break;
      case 'return':
        throw new Error('it stands in front of no primitive');
    }
    await this.#reality(cell);
    // Rejections that nobody handles show in a turn of the event loop.
    if (wasBusy && !cell.busy) await this.#turns(cell, 1);
  }

  #begin(run: RunOrder): void {
    const place = this.#place;
    const { process, root, stacks, onePid, aheadMs = 0 } = run;
    if (this.#run !== undefined) place.end(this.#run.mount);
    this.#kernel.begin();
    place.begin({ incarnation: process, others: [], atMs: EPOCH_MS + aheadMs, root });
    this.#events = [];
    this.#reported = { ...NOTHING_REPORTED, notices: this.#reported.notices };
    let pending = () => 0;
    const cell = new Cell({
      adapter: place.adapter,
      dir: `${root}/${DATA}`,
      link: `${root}/${LINK}`,
      quickGate: place.quickGate,
      time: place.time,
      realWork: place.runtimeParts.realWork,
      pending: () => pending(),
      stray: place.runtimeParts.stray,
      onEvent: (event) => void this.#events.push(event),
    });
    const mount = place.mount({ root, kernel: this.#kernel, gate: cell.gate, recorder: { stacks } });
    pending = () => mount.pending;
    this.#run = { process, root, stacks, onePid, aheadMs, cell, mount };
    this.#identify();
  }

  #identify(): void {
    if (this.#run === undefined) return;
    const { process, onePid } = this.#run;
    const others: number[] = [];
    for (let other = 0; other < 31; other++) if (other !== process && (this.#living & (1 << other)) !== 0) others.push(other);
    if (onePid) this.#place.identify(0, []);
    else this.#place.identify(process, others);
  }

  async #passTime(cell: Cell, toMs: number): Promise<void> {
    const passes = toMs > this.#place.time.nowMs;
    if (passes && !this.#waitedInVain && somethingRealIsInFlight()) await this.#lastLook(cell);
    await cell.passTime(toMs);
    if (!passes) await this.#lastLook(cell);
  }

  /** What is on its way arrives: a module that is loaded, say. It goes on in this thread alone, which is blocked between orders. */
  async #lastLook(cell: Cell): Promise<void> {
    const outside = new OutsideWait();
    for (let idleTurns = 0; idleTurns < LAST_LOOK_TURNS; ) {
      await this.#turns(cell, 1);
      this.#channel.beat();
      idleTurns = !this.#waitedInVain && somethingRealIsInFlight() ? 0 : idleTurns + 1;
      this.#waitedInVain ||= outside.isTooLong;
    }
  }

  /** Work of the thread pool is real; the process is not at rest while it lasts, so that choices do not depend on how long it takes. */
  async #reality(cell: Cell): Promise<void> {
    const { realWork } = this.#place.runtimeParts;
    const outside = new OutsideWait();
    while (realWork() > 0 && !outside.isTooLong) {
      this.#channel.beat();
      await this.#turns(cell, 1);
    }
  }

  async #turns(cell: Cell, count: number): Promise<void> {
    for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => realSetImmediate(resolve));
    await cell.rest();
  }

  /** Stands in front of a synchronous primitive until it has taken effect. */
  #ask(call: KernelCall): KernelOutcome {
    const { mount } = this.#current;
    const client = Number(currentClient());
    this.#send({ blocked: { actor: Number.isNaN(client) ? BACKGROUND : client, call }, heads: [] });
    const [order] = this.#hear();
    if (order?.order === 'return') return order.outcome;
    if (order?.order !== 'die') throw new Error(`it stands in front of ${call.primitive}`);
    this.#die();
    throw new DeadIncarnation(mount.root);
  }

  #die(): void {
    const { cell, mount } = this.#current;
    mount.kill();
    cell.kill();
  }

  #report(): void {
    const { cell } = this.#current;
    this.#send({ heads: cell.able.map((actor) => this.#headOf(cell, actor)) });
  }

  #headOf(cell: Cell, actor: number): Head {
    const held = cell.head(actor);
    if (held === undefined || held.next === 'call') return { actor, next: 'point' };
    const told = this.#told.get(held);
    const call = this.#kernel.look(held.effect);
    if (told !== undefined && same(told.call, call)) return { actor, next: 'same' };
    // The store may change the bytes before they are written: then the engine is told again.
    this.#told.set(held, { call: call && withOwnBytes(call) });
    return { actor, next: 'effect', call };
  }

  #send({ blocked, heads }: Pick<ProcessReport, 'blocked' | 'heads'>): void {
    const { cell, aheadMs } = this.#current;
    const { news, reported } = newsOf(cell, this.#place.notices, this.#reported);
    this.#reported = reported;
    const events = this.#events;
    this.#events = [];
    const { busy } = cell;
    const nextTimerMs = cell.nextTimerMs === undefined ? undefined : cell.nextTimerMs - aheadMs;
    writeReport(this.#message.begin(), { events, news, busy, nextTimerMs, heads, ...(blocked === undefined ? {} : { blocked }) });
    this.#channel.send(this.#message);
  }

  #fail(error: unknown): void {
    const failure = error instanceof Error ? (error.stack ?? error.message) : errorText(error);
    const report: ProcessReport = { events: [], news: { failure }, busy: false, nextTimerMs: undefined, heads: [] };
    writeReport(this.#message.begin(), report);
    this.#channel.send(this.#message);
  }

  get #current(): Run {
    if (this.#run === undefined) throw new Error('no run has begun');
    return this.#run;
  }
}

function same(one: KernelCall | undefined, other: KernelCall | undefined): boolean {
  return one === undefined || other === undefined ? one === other : sameCall(one, other);
}
