import type { Json } from '../../contract/session-store.ts';
import type { Capabilities } from '../../model/capabilities.ts';
import type { Operation } from '../../model/operation.ts';
import type { LifePlan, LifeReport } from '../life.ts';
import { Patience } from '../own-time/patience.ts';
import { limitMs } from '../own-time/time-limits.ts';
import { failed, type Outcome } from '../problem.ts';
import { stillWaiting } from '../process/process-runtime.ts';
import type { Snapshot } from '../snapshot.ts';
import type { ClientAnswer, ClientCommand, Looked, OpenedAt } from './client-messages.ts';
import type { ClientProcess } from './client-process.ts';
import type { Cut, CutManner } from './proxy/cut.ts';
import type { CuttingProxy } from './proxy/cutting-proxy.ts';
import type { ProxyEvent } from './proxy/proxy-event.ts';
import type { Service } from './services/service.ts';

/** A call that has not come back when so much virtual time has passed, while nothing else could happen, has hung. */
const DEADLINE_MS = 120_000;
/** Real time between two looks at somebody who works: decides nothing. */
const LOOK_MS = 2;
const SERVER_LOOK_MS = 20;
const LOOKS_AT_END = 100;
/** What sets a timer whenever one has run does so for ever. */
const MOST_TIMERS = 200;

/** A proxy of a life, and the server behind it. */
export interface LifeProxy {
  readonly service: Service;
  readonly proxy: CuttingProxy;
  /** How many connections all lives have with it. */
  clients(): number;
}

export interface LifeParts {
  readonly process: ClientProcess;
  readonly proxies: readonly LifeProxy[];
  readonly directory: string;
  readonly events: readonly ProxyEvent[];
  readonly ttlMs: number;
  /** Which of the stores of its process this one is, counted from 0. */
  readonly instance: number;
}

type Standing = 'moving' | 'idle' | 'blocked' | 'gone';

/** Something that was begun and may not be over. */
export interface Begun {
  /** What came of it, once that is known. */
  readonly answer: ClientAnswer | undefined;
}

/**
 * One life of a store: in a process, behind proxies of its own. Calls come back, or are said to hang: when nothing is on its way between the store and its
 * servers and the process stands idle, time passes from timer to timer, up to a deadline that no clock on the wall knows of.
 */
export class ServedLife {
  readonly events: readonly ProxyEvent[];
  readonly #parts: LifeParts;
  #capabilities: Capabilities | undefined;
  #passedMs = 0;
  #late = false;
  #companion: ServedLife | undefined;
  #onChange: () => void = () => {};

  constructor(parts: LifeParts) {
    this.#parts = parts;
    this.events = parts.events;
  }

  get capabilities(): Capabilities | undefined {
    return this.#capabilities;
  }

  get process(): ClientProcess {
    return this.#parts.process;
  }

  get proxies(): readonly CuttingProxy[] {
    return this.#parts.proxies.map(({ proxy }) => proxy);
  }

  /** Another life is lived beside: whoever is blocked may wait for it, and no time passes while it goes on. */
  accompany(other: ServedLife): void {
    this.#companion = other;
    other.#companion = this;
  }

  async open(): Promise<Outcome> {
    return this.finish(this.beginOpening());
  }

  beginOpening(): Begun {
    return this.#begin({ do: 'open', place: this.#place });
  }

  /** Lives all of a plan in its process, from opening on, as far as it gets; or how the process ended, which then tells nothing. */
  async live(plan: LifePlan): Promise<LifeReport | Extract<Outcome, { ok: false }>> {
    const begun = this.#begin({ do: 'live', place: this.#place, plan });
    const ended = await this.finish(begun);
    const report = begun.answer?.report;
    if (report !== undefined && ended.ok) return report;
    const problem = ended.ok ? failed('hung', 'it told nothing').problem : ended.problem;
    const soFar = report ?? (await this.process.askAtOnce({ do: 'report' }))?.report;
    return soFar === undefined ? { ok: false, problem } : { ...soFar, misbehaved: problem };
  }

  /** @param lease what `acquire` has given. */
  begin(operation: Operation, lease?: Json): Begun {
    return this.#begin({ do: 'call', operation, ...(lease === undefined ? {} : { lease }) });
  }

  /** The lease is in the answer; `null` where somebody else has it. */
  beginAcquiring(session: string, forMs: number): Begun {
    return this.#begin({ do: 'acquire', session, forMs });
  }

  call(operation: Operation): Promise<Outcome> {
    return this.finish(this.begin(operation));
  }

  close(): Promise<Outcome> {
    return this.finish(this.#begin({ do: 'close' }));
  }

  /** The snapshot is in the answer. */
  beginLook(sessions: readonly string[]): Begun {
    return this.#begin({ do: 'snapshot', sessions });
  }

  /** What came of reading one session, and of nothing else. */
  async read(session: string): Promise<Outcome> {
    const begun = this.#begin({ do: 'read', session });
    const ended = await this.finish(begun);
    const read = begun.answer?.snapshot?.read[session];
    return read !== undefined && 'problem' in read ? { ok: false, problem: read.problem } : ended;
  }

  /** Everything that the store shows, or the problem for which it shows nothing. */
  async look(sessions: readonly string[]): Promise<Snapshot | Extract<Outcome, { ok: false }>> {
    const begun = this.beginLook(sessions);
    const ended = await this.finish(begun);
    return begun.answer?.snapshot ?? (ended.ok ? failed('hung', 'it showed nothing') : ended);
  }

  /** What came of what was begun. Never rejects, never waits for ever. */
  async finish(begun: Begun): Promise<Outcome> {
    const { process } = this.#parts;
    const from = this.#passedMs;
    const patience = new Patience(limitMs('call'), { pid: process.pid }, () => {
      this.#late = true;
    });
    this.#late = false;
    try {
      for (;;) {
        await this.#somethingNew(begun);
        // What was thrown on the side comes up before anything that is told after it.
        if (process.trouble !== undefined) return { ok: false, problem: process.trouble };
        if (begun.answer !== undefined) return outcomeOf(begun.answer);
        if (this.#late) return failed('hung', stillWaiting(limitMs('call')));
        const standing = await this.standing();
        // A server may take its time, and so may whoever is not held up by itself.
        if (standing !== 'moving' || !this.#isQuiet) patience.heard();
        if (standing === 'gone')
          return { ok: false, problem: process.trouble ?? failed('hung', stillWaiting(limitMs('call'))).problem };
        if (standing === 'moving' || begun.answer !== undefined) continue;
        if (standing === 'blocked' && (await this.#waitsForCompanion())) {
          patience.heard();
          continue;
        }
        const endsMs = standing === 'blocked' ? await this.#serverEndsWaitMs() : Number.POSITIVE_INFINITY;
        if (this.#passedMs - from < endsMs) {
          if (this.#passedMs - from >= DEADLINE_MS) return failed('hung', TOO_LATE);
          if ((await this.#pass()) || begun.answer !== undefined) continue;
          if (endsMs > DEADLINE_MS) return failed('hung', NOTHING_LEFT[standing]);
        }
        // No other time passes here, and the server's own only as it does everywhere.
        patience.heard();
      }
    } finally {
      patience.stop();
    }
  }

  /**
   * Whether anything goes on: `idle` when nothing does, and nothing will but for timers; `blocked` when all that is left waits in a server for what
   * another client holds.
   */
  async standing(): Promise<Standing> {
    return (await this.#look()).standing;
  }

  async #look(): Promise<{ readonly standing: Standing; readonly looked?: Looked }> {
    const { process } = this.#parts;
    const before = this.#happened;
    if (!this.#isQuiet && (await this.#changesWithin(SERVER_LOOK_MS))) return { standing: 'moving' };
    const { looked } = (await process.askAtOnce({ do: 'look' })) ?? {};
    if (looked === undefined) return { standing: 'gone' };
    await turn();
    await turn();
    if (this.#happened !== before || !looked.idle) return { standing: 'moving' };
    if (this.#isQuiet) return { standing: 'idle', looked };
    return { standing: (await this.#isBlocked(before)) ? 'blocked' : 'moving' };
  }

  /** Goes on until nothing does any more, without letting time pass. */
  async rest(): Promise<'idle' | 'blocked' | 'gone'> {
    for (;;) {
      const standing = await this.standing();
      if (standing !== 'moving') return standing;
    }
  }

  /** Lets so much time pass or more, in milliseconds, and everything go on that it sets going. */
  async letPass(ms: number): Promise<void> {
    const until = this.#passedMs + ms;
    for (let timers = 0; this.#passedMs < until && timers < MOST_TIMERS; timers++) {
      if ((await this.rest()) === 'gone' || !(await this.#pass(until - this.#passedMs))) return;
    }
    await this.rest();
  }

  /** Cuts its connections, wherever they stand. */
  cut(how: CutManner): void {
    for (const proxy of this.proxies) proxy.cutAll(how);
  }

  /** Connections through which nothing comes any more are closed at last. */
  dropSilent(): void {
    for (const proxy of this.proxies) proxy.dropSilent();
  }

  plan(cut: Cut | undefined): void {
    // Exchanges are counted by each proxy for itself: a store on two servers is cut at the first one's.
    this.proxies[0]?.plan(cut);
  }

  hold(): void {
    for (const proxy of this.proxies) proxy.hold();
  }

  letGo(): void {
    for (const proxy of this.proxies) proxy.letGo();
  }

  get isHeld(): boolean {
    return this.proxies.some(({ held }) => held.length > 0);
  }

  /** Lets the request go that is held on the lowest connection, or on the highest. */
  releaseOne(which: 'lowest' | 'highest' = 'lowest'): void {
    for (const proxy of this.proxies) {
      const held = proxy.held.at(which === 'lowest' ? 0 : -1);
      if (held === undefined) continue;
      proxy.release(held);
      return;
    }
  }

  /** How many connections it made. */
  get connections(): number {
    return this.proxies.reduce((sum, { arrived }) => sum + arrived, 0);
  }

  /** Ends its connections, and waits until the servers have done or undone what they were told. */
  async sever(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }

  /** Whether nothing of it is left in its process: no timer, no socket, no work, and nothing thrown. What timers are left run now. */
  async isGone(): Promise<boolean> {
    for (let look = 0; look < LOOKS_AT_END; look++) {
      const { standing, looked } = await this.#look();
      if (standing === 'gone' || standing === 'blocked' || this.process.trouble !== undefined) return false;
      if (looked === undefined) continue;
      if (looked.timers > 0) await this.#pass();
      else if (looked.sockets === 0) return this.process.trouble === undefined;
    }
    return false;
  }

  /** How much time was let pass in this life, in milliseconds. */
  get passedMs(): number {
    return this.#passedMs;
  }

  /** To be told of everything that its proxies see. */
  readonly onEvent = (): void => {
    const tell = this.#onChange;
    this.#onChange = () => {};
    tell();
  };

  async #pass(otherwiseMs?: number): Promise<boolean> {
    const passed = await this.process.askAtOnce({ do: 'pass', ...(otherwiseMs === undefined ? {} : { otherwiseMs }) });
    this.#passedMs += passed?.passedMs ?? 0;
    return passed?.passedMs !== undefined;
  }

  /** Waits a moment for what has been begun: most of what is called comes back at once. */
  async #somethingNew(begun: Begun): Promise<void> {
    if (begun.answer === undefined && this.process.trouble === undefined) await this.#changesWithin(LOOK_MS);
  }

  #changesWithin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      const changed = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const before = this.#onChange;
      this.#onChange = () => {
        before();
        changed();
      };
      void this.process.change().then(changed);
    });
  }

  #begin(command: ClientCommand): Begun {
    const begun: { answer: ClientAnswer | undefined } = { answer: undefined };
    void this.process.ask(command, this.#parts.instance).then((answer) => {
      begun.answer = answer;
      if (answer.capabilities !== undefined) this.#capabilities = answer.capabilities;
    });
    return begun;
  }

  /** Of one that is blocked: its companion goes on, or has just let go what it waits for. */
  async #waitsForCompanion(): Promise<boolean> {
    if (this.#companion === undefined) return false;
    return (await this.#companion.standing()) === 'moving' || (await this.standing()) !== 'blocked';
  }

  get #place(): OpenedAt {
    const { proxies, directory: dir, ttlMs } = this.#parts;
    const services = Object.fromEntries(proxies.map(({ service, proxy }) => [service.name, { url: service.urlAt(proxy.port) }]));
    return { dir, services, ttlMs };
  }

  get #isQuiet(): boolean {
    return this.proxies.every(({ isQuiet }) => isQuiet);
  }

  get #happened(): number {
    return this.proxies.reduce((sum, { happened }) => sum + happened, 0);
  }

  /** After how much time the server itself ends a wait for a lock, in milliseconds; infinite where it does not. */
  async #serverEndsWaitMs(): Promise<number> {
    const busy = this.#parts.proxies.filter(({ proxy }) => !proxy.isQuiet);
    const limits = await Promise.all(busy.map(async ({ service }) => service.lockWaitMs?.() ?? Number.POSITIVE_INFINITY));
    return Math.min(...limits, Number.POSITIVE_INFINITY);
  }

  async #isBlocked(before: number): Promise<boolean> {
    const busy = this.#parts.proxies.filter(({ proxy }) => !proxy.isQuiet);
    const waits = await Promise.all(busy.map(({ service, clients }) => service.hasBlocked(clients())));
    await turn();
    return waits.length > 0 && waits.every(Boolean) && this.#happened === before;
  }
}

function outcomeOf({ stray, outcome = DONE }: ClientAnswer): Outcome {
  return stray === undefined ? outcome : { ok: false, problem: stray };
}

const TOO_LATE = `it had not come back after ${DEADLINE_MS / 1000} seconds of its own time`;
const DONE: Outcome = { ok: true, value: undefined };

const NOTHING_LEFT = {
  idle: 'nothing was on its way any more, and no timer was set',
  blocked: 'the server waits for a lock that somebody holds who does not go on, and no timer was set',
};

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
