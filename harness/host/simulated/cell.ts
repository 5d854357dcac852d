import path from 'node:path';
import type { Adapter } from '../../contract/adapter.ts';
import type { SessionStore } from '../../contract/session-store.ts';
import { validateStore } from '../../contract/validate-store.ts';
import { type Capabilities, capabilitiesOf } from '../../model/capabilities.ts';
import type { Operation } from '../../model/operation.ts';
import {
  type ClientEvent,
  type ClientPlan,
  type ClientResult,
  type PathSpelling,
  SETUP,
  type StoreOperation,
} from '../../model/program.ts';
import { asClient } from '../../schedule/client.ts';
import { ScheduledGate } from '../../schedule/scheduled-gate.ts';
import { callAsClient, PLAINLY } from '../client-call.ts';
import { errorText, failed, type Outcome, type Problem, threw } from '../problem.ts';
import { listSessions, readSession } from '../snapshot.ts';
import type { LastLook } from '../together.ts';
import type { QuickGate } from './quick-gate.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a cell is told to do next. It's done when `busy` is false again. */
export type Activity =
  | { readonly do: 'open'; readonly instance: number; readonly path: PathSpelling }
  | { readonly do: 'setup'; readonly instance: number; readonly operations: readonly Operation[] }
  | { readonly do: 'clients'; readonly clients: readonly BegunClient[] }
  | { readonly do: 'flush'; readonly instance: number }
  | { readonly do: 'look'; readonly instance: number; readonly sessions: readonly string[] };

/** A client as its process knows it: with its index in the program, and how its instance is told the directory, should it open it. */
export interface BegunClient extends ClientPlan {
  readonly index: number;
  readonly path: PathSpelling;
}

/** One process of a concurrent run, wherever it is: here, or in a worker. At rest between its calls, each of which lasts until it is at rest again. */
export interface CellHandle {
  begin(activity: Activity): Promise<void> | void;
  /** Lets an actor take its next step; it must be able to. */
  step(actor: number): Promise<void> | void;
  /** The clock moves to this time, and the timers until then run. */
  passTime(toMs: number): Promise<void> | void;
  /** Asks `next` whenever it is at rest, until it says `stop`; it has let an actor take a step if it says `went`. Only of a process that is here. */
  drive?(next: () => 'went' | 'stop'): Promise<void>;
  /** Lets an actor take its step without waiting until it is at rest. Only of a process that is here. */
  take?(actor: number): boolean;
  /** The process dies: nothing of it happens any more. */
  kill(): void;
  /** Actors that can take a step: clients by their index, `SETUP`, `BACKGROUND` for what nobody is known to have started. */
  readonly able: readonly number[];
  /** What it was told to do is not done. */
  readonly busy: boolean;
  /** Of an `open`, `setup` or `flush` that is done. */
  readonly outcome: Outcome;
  /** Of a `look` that is done. */
  readonly lastLook: LastLook | undefined;
  readonly capabilities: Capabilities | undefined;
  readonly nextTimerMs: number | undefined;
  /** Something that the simulation does not control is under way: nobody may be chosen before it is over. */
  readonly waitsForReality: boolean;
  readonly stray: Problem | undefined;
}

export const BACKGROUND = -2;

export interface CellParts {
  readonly adapter: Adapter;
  /** Absolute path of the store's directory, and of a symbolic link to it. */
  readonly dir: string;
  readonly link: string;
  readonly quickGate: QuickGate;
  /** Nobody decides when calls happen but while clients are at work: then they happen as they come, which is faster. */
  readonly free?: boolean;
  readonly time: VirtualTime;
  readonly realWork: () => number;
  /** Calls that were made and have not come back, held or not. */
  readonly pending: () => number;
  readonly stray: () => Problem | undefined;
  readonly onEvent: (event: ClientEvent) => void;
}

/** A store that polls with immediates never rests; after so many rounds of them others may go on. */
const MOST_IMMEDIATES = 40;
const realSetImmediate = globalThis.setImmediate;
const BACKGROUND_NAME = 'background';

/** A process in this thread: its module graph, clock and randomness are the thread's. */
export class Cell implements CellHandle {
  readonly gate: ScheduledGate;
  able: number[] = [];
  outcome: Outcome = { ok: true, value: undefined };
  lastLook: LastLook | undefined;
  capabilities: Capabilities | undefined;
  readonly #parts: CellParts;
  readonly #stores: SessionStore[] = [];
  #names: string[] = [];
  #actors: number[] = [];
  #running = 0;
  #dead = false;

  constructor(parts: CellParts) {
    this.#parts = parts;
    this.gate = new ScheduledGate({ fallback: BACKGROUND_NAME });
    this.#expect([SETUP]);
  }

  get busy(): boolean {
    return this.#running > 0 && !this.#dead;
  }

  get nextTimerMs(): number | undefined {
    return this.#parts.time.nextTimerMs;
  }

  get waitsForReality(): boolean {
    return this.#parts.realWork() > 0;
  }

  get stray(): Problem | undefined {
    return this.#parts.stray();
  }

  begin(activity: Activity): Promise<void> {
    if (this.#parts.free === true) {
      if (activity.do === 'clients') this.gate.hold();
      else this.gate.release(this.#parts.quickGate);
    }
    switch (activity.do) {
      case 'open':
        this.#start(SETUP, async () => {
          this.outcome = await PLAINLY.settle(() => this.#open(activity.instance, activity.path));
        });
        break;
      case 'setup':
        this.#start(SETUP, () => this.#setUp(activity));
        break;
      case 'clients':
        this.#expect(activity.clients.map(({ index }) => index));
        for (const client of activity.clients) this.#start(client.index, () => this.#live(client));
        break;
      case 'flush':
        this.#expect([SETUP, ...this.#actors.filter((actor) => actor >= 0)]);
        this.#start(SETUP, () => this.#flush(activity.instance));
        break;
      case 'look':
        this.#start(SETUP, () => this.#look(activity));
        break;
    }
    return this.rest();
  }

  /** The call that the actor's next step is about. */
  head(actor: number): ReturnType<ScheduledGate['head']> {
    return this.gate.head(nameOf(actor)) ?? (actor === BACKGROUND ? this.gate.head(nameOf(SETUP)) : undefined);
  }

  step(actor: number): Promise<void> {
    if (!this.take(actor)) throw new Error(`actor ${actor} cannot take a step`);
    return this.rest();
  }

  /** The step itself, without what follows from it; `false` if there is none to take. */
  take(actor: number): boolean {
    return this.gate.step(nameOf(actor)) || (actor === BACKGROUND && this.gate.step(nameOf(SETUP)));
  }

  passTime(toMs: number): Promise<void> {
    this.#parts.time.passTo(toMs);
    return this.rest();
  }

  kill(): void {
    this.#dead = true;
    this.able = [];
  }

  /** Who may have steps to take from now on, beside the background. */
  #expect(actors: readonly number[]): void {
    this.#actors = [...actors, BACKGROUND];
    this.#names = this.#actors.map(nameOf);
  }

  #start(actor: number, run: () => Promise<void>): void {
    this.#running++;
    asClient(nameOf(actor), run).then(
      () => void this.#running--,
      (error: unknown) => {
        this.#running--;
        this.outcome = threw(error);
      },
    );
  }

  /** Waits until nothing of it can go on by itself, and sees who can take a step. */
  async rest(): Promise<void> {
    const { quickGate } = this.#parts;
    await quickGate.idle();
    for (let round = 0; round < MOST_IMMEDIATES && (quickGate.hasImmediates || this.#answersAreDue); round++) {
      await new Promise<void>((resolve) => realSetImmediate(resolve));
      await quickGate.idle();
    }
    this.#see();
  }

  async drive(next: () => 'went' | 'stop'): Promise<void> {
    await this.#parts.quickGate.drive(() => {
      if (this.#answersAreDue) return 'stop';
      this.#see();
      return next();
    });
    await this.rest();
  }

  /** Some calls fail, or succeed, without reaching the disk: nobody holds those. */
  get #answersAreDue(): boolean {
    return this.#parts.pending() > this.gate.held;
  }

  #see(): void {
    this.able = this.#dead ? [] : this.#actors.filter((actor, index) => this.#canStep(actor, this.#names[index] ?? ''));
  }

  /** What began while the store was opened and goes on since is background when the clients are at work. */
  #canStep(actor: number, name: string): boolean {
    if (this.gate.canStep(name)) return true;
    return actor === BACKGROUND && !this.#actors.includes(SETUP) && this.gate.canStep(nameOf(SETUP));
  }

  async #open(instance: number, spelling: PathSpelling): Promise<undefined> {
    const { adapter } = this.#parts;
    const opened = await adapter.open({ dir: this.#spelled(spelling), onError: () => {} });
    validateStore(opened, adapter.claims);
    this.#stores[instance] = opened;
    this.capabilities = capabilitiesOf(opened);
    return undefined;
  }

  #spelled(spelling: PathSpelling): string {
    const { dir, link } = this.#parts;
    switch (spelling) {
      case 'plain':
        return dir;
      case 'relative':
        return path.relative(process.cwd(), dir);
      case 'symlink':
        return link;
      case 'trailing-slash':
        return `${dir}/`;
    }
  }

  async #setUp({ instance, operations }: Extract<Activity, { do: 'setup' }>): Promise<void> {
    this.outcome = { ok: true, value: undefined };
    for (const [index, operation] of operations.entries()) {
      const problem = await this.#perform(() => this.#call(instance, operation), { client: SETUP, operation: index });
      if (problem === undefined) continue;
      this.outcome = failed('threw', problem);
      return;
    }
  }

  async #live({ index, instance, path: spelling, operations }: BegunClient): Promise<void> {
    for (const [at, operation] of operations.entries()) {
      // To call an operation is a step too: others may come between two of them.
      await this.gate.point();
      const call = operation.op === 'open' ? () => this.#open(instance, spelling) : () => this.#call(instance, operation);
      await this.#perform(call, { client: index, operation: at });
    }
  }

  /** Calls one operation and tells of it; the error's text if it was refused. */
  async #perform(
    call: () => Promise<ClientResult | undefined>,
    place: Pick<ClientEvent, 'client' | 'operation'>,
  ): Promise<string | undefined> {
    const { onEvent } = this.#parts;
    onEvent({ type: 'invoke', ...place });
    try {
      const result = await call();
      onEvent({ type: 'acknowledge', ...place, ...(result === undefined ? {} : { result }) });
      return undefined;
    } catch (error) {
      const text = errorText(error);
      onEvent({ type: 'reject', ...place, error: text });
      return text;
    }
  }

  async #call(instance: number, operation: StoreOperation): Promise<ClientResult | undefined> {
    const store = this.#stores[instance];
    if (store === undefined) throw new Error(`instance ${instance} is not open`);
    return callAsClient(store, operation);
  }

  async #flush(instance: number): Promise<void> {
    const store = this.#stores[instance];
    this.outcome = await PLAINLY.settle(async () => void (await store?.flush?.()));
  }

  async #look({ instance, sessions }: Extract<Activity, { do: 'look' }>): Promise<void> {
    this.lastLook = undefined;
    const store = this.#stores[instance];
    if (store === undefined) return;
    const read: { [session: string]: LastLook['read'][string] } = {};
    for (const session of sessions) read[session] = await readSession(() => store.read(session), PLAINLY);
    const listed = store.list === undefined ? undefined : await listSessions(store, PLAINLY);
    this.lastLook = {
      instance,
      read,
      ...(listed === undefined ? {} : { listed }),
    };
  }
}

/** The name under which the gate knows an actor. */
function nameOf(actor: number): string {
  return actor === BACKGROUND ? BACKGROUND_NAME : `${actor}`;
}
