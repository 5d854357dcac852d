import type { Disk } from '../../disk/disk.ts';
import type { Capabilities } from '../../model/capabilities.ts';
import { type ClientEvent, openedByClients, type Program, SETUP } from '../../model/program.ts';
import { type Scheduler, WAIT } from '../../schedule/scheduler.ts';
import { lastLook, OutsideWait } from '../own-time/outside-wait.ts';
import type { Outcome, Problem } from '../problem.ts';
import type { LastLook, ScheduledStep, TogetherEnd, TogetherPlan, TogetherRun, TogetherTraceEntry } from '../together.ts';
import { type Activity, BACKGROUND, type BegunClient, type CellHandle } from './cell.ts';
import { DiskReplay } from './disk-replay.ts';
import { somethingRealIsInFlight } from './simulated-runtime.ts';
import { changesIn, historyAt } from './together-trace.ts';

/** After so many steps everybody gets a turn, whatever the strategy wants: nobody starves who polls. */
const STEPS_BEFORE_FAIRNESS = 2_000;
const MOST_STEPS = 20_000;
/** Simulated time that clients may take. */
const LONGEST_MS = 600_000;
const MOST_TIMERS = 20_000;
/** Simulated time that is let pass for what runs in the background: debounced writes end. */
const LONGEST_REST_MS = 30_000;
/** Real time, at the least, before nobody who can go on counts as nobody. */
const LAST_LOOK_MS = 20;

const realSetImmediate = globalThis.setImmediate;

export interface TogetherParts {
  /** One a process, in their order. */
  readonly cells: readonly CellHandle[];
  readonly start: Disk;
  readonly disk: Disk;
  /** Filled by the cells and by the kernel. */
  readonly trace: TogetherTraceEntry[];
  readonly nowMs: () => number;
  readonly beat: () => void;
  readonly faultStruck: () => boolean;
}

/** Runs a program on its processes, one step at a time. */
export class TogetherRunner {
  readonly #parts: TogetherParts;
  readonly #program: Program;
  readonly #plan: TogetherPlan;
  readonly #steps: ScheduledStep[] = [];
  readonly #dead = new Set<number>();
  #over = 0;
  #waiting = false;

  constructor(program: Program, plan: TogetherPlan, parts: TogetherParts) {
    this.#program = program;
    this.#plan = plan;
    this.#parts = parts;
  }

  async run(): Promise<TogetherRun<Disk>> {
    const { instances, setup } = this.#program;
    const later = openedByClients(this.#program);
    for (const [instance, { process, path }] of instances.entries()) {
      if (later.has(instance)) continue;
      const opened = await this.#alone(process, { do: 'open', instance, path });
      if (!opened.ok) return this.#result({ opened, setup: opened, end: 'done', ...NOT_LOOKED });
    }
    const opened: Outcome = { ok: true, value: undefined };
    const done = await this.#alone(instances[0]?.process ?? 0, { do: 'setup', instance: 0, operations: setup });
    if (!done.ok) return this.#result({ opened, setup: done, end: 'done', ...NOT_LOOKED });
    await this.#rest();
    const end = await this.#clients();
    // Rejections that nobody handled come up.
    await new Promise<void>((resolve) => realSetImmediate(resolve));
    this.#over = this.#parts.trace.length;
    const looked = end === 'done' && this.#stray === undefined ? await this.#lookAll() : NOT_LOOKED;
    return this.#result({ opened, setup: done, end, ...looked });
  }

  /** One process does something while the others may do what is left of theirs. */
  async #alone(process: number, activity: Activity): Promise<Outcome> {
    const cell = this.#cell(process);
    await cell.begin(activity);
    const end = await this.#drive(IN_ORDER, { recorded: false });
    if (end === 'done') return cell.outcome;
    return { ok: false, problem: { kind: 'hung', message: `${activity.do} never finished` } };
  }

  async #clients(): Promise<TogetherEnd> {
    const { clients, instances } = this.#program;
    for (const [process, cell] of this.#parts.cells.entries()) {
      const own = clients.flatMap((client, index): BegunClient[] => {
        const plan = instances[client.instance];
        return plan?.process === process ? [{ ...client, index, path: plan.path }] : [];
      });
      await cell.begin({ do: 'clients', clients: own });
    }
    return this.#drive(this.#plan.scheduler, { recorded: true });
  }

  /** Every living instance flushes; when all is at rest each reads everything. */
  async #lookAll(): Promise<Pick<TogetherRun<Disk>, 'flushed' | 'lastLooks'>> {
    const flushed: Outcome[] = [];
    const lastLooks: LastLook[] = [];
    for (const [instance, { process }] of this.#program.instances.entries()) {
      if (this.#dead.has(process)) continue;
      const cell = this.#cell(process);
      await cell.begin({ do: 'flush', instance });
      const end = await this.#drive(IN_ORDER, { recorded: false });
      flushed.push(end === 'done' ? cell.outcome : { ok: false, problem: { kind: 'hung', message: 'flush never finished' } });
    }
    await this.#rest();
    for (const [instance, { process }] of this.#program.instances.entries()) {
      if (this.#dead.has(process)) continue;
      const cell = this.#cell(process);
      await cell.begin({ do: 'look', instance, sessions: this.#plan.sessions });
      if ((await this.#drive(IN_ORDER, { recorded: false })) !== 'done') break;
      // Of whoever was refused when it opened there is nothing to see.
      if (cell.lastLook !== undefined) lastLooks.push(cell.lastLook);
    }
    return { flushed: flushed.find(({ ok }) => !ok) ?? { ok: true, value: undefined }, lastLooks };
  }

  /** Until nothing is left of what runs in the background and no timer is near. */
  async #rest(): Promise<void> {
    await this.#drive(IN_ORDER, { recorded: false, rest: true });
  }

  /** Lets actors take steps until nobody is busy. */
  async #drive(scheduler: Scheduler, { recorded, rest = false }: { recorded: boolean; rest?: boolean }): Promise<TogetherEnd> {
    const { cells, nowMs, beat } = this.#parts;
    const startMs = nowMs();
    let last = -1;
    let taken = 0;
    let timers = 0;
    let lookedTwice = false;
    const choose = (able: readonly number[]): number => {
      taken++;
      const actor = taken > STEPS_BEFORE_FAIRNESS ? roundRobin(able, last) : scheduler.next(able, last);
      if (actor === WAIT) return WAIT;
      if (recorded) this.#steps.push({ actor, able, entries: this.#parts.trace.length });
      last = actor;
      return actor;
    };
    for (;;) {
      if (this.#stray !== undefined) return 'done';
      if (!rest && !cells.some(({ busy }) => busy)) return 'done';
      if (cells.some(({ waitsForReality }) => waitsForReality)) await this.#reality();
      const able = this.#able(recorded);
      if (able.length > 0) {
        if (taken > MOST_STEPS) return 'endless';
        const actor = choose(able);
        if (actor === WAIT) {
          if (await this.#passTime(startMs)) continue;
          return 'stuck';
        }
        await this.#step(actor);
        lookedTwice = false;
        if (recorded) await this.#driveHere(choose, () => taken > MOST_STEPS);
        continue;
      }
      const due = this.#nextTimerMs();
      if (due === undefined || (rest && timers > 1000)) {
        if (rest) return 'done';
        // Not everything that is on its way shows: a last look, later.
        if (lookedTwice) return 'stuck';
        lookedTwice = true;
        await somethingRealIsOver();
        for (const cell of cells) await cell.passTime(nowMs());
        continue;
      }
      if (rest && due - startMs > LONGEST_REST_MS) return 'done';
      if (++timers > MOST_TIMERS || !(await this.#passTime(startMs))) return 'endless';
      beat();
    }
  }

  /** To the next timer of anybody; `false` if there is none within the time that clients may take. */
  async #passTime(startMs: number): Promise<boolean> {
    // A module that is being loaded takes no simulated time.
    if (somethingRealIsInFlight()) await somethingRealIsOver();
    const due = this.#nextTimerMs();
    if (due === undefined || due - startMs > LONGEST_MS) return false;
    for (const [process, cell] of this.#parts.cells.entries()) if (!this.#dead.has(process)) await cell.passTime(due);
    return true;
  }

  /** As many steps as can be taken one after the other where all actors are of a process that is here. What is more complicated is left. */
  async #driveHere(choose: (able: readonly number[]) => number, tooMany: () => boolean): Promise<void> {
    const [cell, other] = this.#parts.cells;
    if (cell?.drive === undefined || other !== undefined || this.#program.deaths !== undefined) return;
    await cell.drive(() => {
      if (!cell.busy || cell.waitsForReality || cell.stray !== undefined || tooMany()) return 'stop';
      const able = this.#able(true);
      // Who waits for time to pass is asked again.
      if (able.length === 0 || this.#waiting) return 'stop';
      const actor = choose(able);
      if (actor === WAIT) {
        this.#waiting = true;
        return 'stop';
      }
      return cell.take?.(this.#localActor(actor)) === true ? 'went' : 'stop';
    });
    this.#waiting = false;
  }

  /** The actor by the name that its process has for it. */
  #localActor(actor: number): number {
    const { clients, deaths = [] } = this.#program;
    return actor >= clients.length + deaths.length ? BACKGROUND : actor;
  }

  #able(recorded: boolean): number[] {
    const { cells } = this.#parts;
    const only = cells.length === 1 && !recorded ? cells[0] : undefined;
    const { clients, deaths = [] } = this.#program;
    const able: number[] = [];
    for (const [process, cell] of (only === undefined ? cells : [only]).entries()) {
      for (const actor of cell.able) able.push(actor === BACKGROUND ? clients.length + deaths.length + process : actor);
    }
    if (recorded) {
      for (const [index, process] of deaths.entries()) if (!this.#dead.has(process)) able.push(clients.length + index);
    }
    return able.sort((a, b) => a - b);
  }

  #step(actor: number): Promise<void> | void {
    const { clients, instances, deaths = [] } = this.#program;
    if (actor === SETUP) return this.#parts.cells.find(({ able }) => able.includes(SETUP))?.step(SETUP);
    if (actor < clients.length) return this.#cell(instances[clients[actor]?.instance ?? 0]?.process ?? 0).step(actor);
    const death = deaths[actor - clients.length];
    if (death === undefined) return this.#cell(actor - clients.length - deaths.length).step(BACKGROUND);
    this.#dead.add(death);
    this.#cell(death).kill();
  }

  #nextTimerMs(): number | undefined {
    let next: number | undefined;
    for (const [process, { nextTimerMs }] of this.#parts.cells.entries()) {
      if (nextTimerMs !== undefined && !this.#dead.has(process)) next = Math.min(next ?? nextTimerMs, nextTimerMs);
    }
    return next;
  }

  /** Work of the thread pool is real; nobody is chosen while it lasts, so that choices do not depend on how long it takes. */
  async #reality(): Promise<void> {
    const outside = new OutsideWait();
    while (this.#parts.cells.some(({ waitsForReality }) => waitsForReality)) {
      if (outside.isTooLong) return;
      await new Promise<void>((resolve) => realSetImmediate(resolve));
    }
    // What it led to has to come to rest.
    for (const cell of this.#parts.cells) await cell.passTime(this.#parts.nowMs());
  }

  get #stray(): Problem | undefined {
    return this.#parts.cells.find(({ stray }) => stray !== undefined)?.stray;
  }

  #cell(process: number): CellHandle {
    const cell = this.#parts.cells[process];
    if (cell === undefined) throw new Error(`there is no process ${process}`);
    return cell;
  }

  #result(found: Pick<TogetherRun<Disk>, 'opened' | 'setup' | 'end' | 'flushed' | 'lastLooks'>): TogetherRun<Disk> {
    const { trace, start, disk, faultStruck } = this.#parts;
    const capabilities = this.#capabilities;
    const stray = this.#stray;
    let replay: DiskReplay | undefined;
    return {
      ...found,
      ...(capabilities === undefined ? {} : { capabilities }),
      ...(stray === undefined ? {} : { stray }),
      history: trace.filter((entry): entry is ClientEvent => entry.type !== 'fs'),
      trace,
      over: this.#over,
      steps: this.#steps,
      faultStruck: faultStruck(),
      image: disk,
      imageAt: (point) => {
        replay ??= new DiskReplay(start, trace);
        return { image: replay.imageAt(point), history: historyAt(trace, point) };
      },
      changesBefore: (step) => changesIn(trace, this.#steps[step]?.entries ?? trace.length),
    };
  }

  get #capabilities(): Capabilities | undefined {
    return this.#parts.cells.find(({ capabilities }) => capabilities !== undefined)?.capabilities;
  }
}

const NOT_LOOKED: Pick<TogetherRun<Disk>, 'flushed' | 'lastLooks'> = {
  flushed: { ok: false, problem: { kind: 'threw', message: 'it was not asked for' } },
  lastLooks: [],
};
const IN_ORDER: Scheduler = { next: ([first = 0]) => first };

/** A module that is loaded, say; and a moment more, since not everything that is on its way shows. */
async function somethingRealIsOver(): Promise<void> {
  const outside = new OutsideWait();
  do await lastLook(LAST_LOOK_MS);
  while (somethingRealIsInFlight() && !outside.isTooLong);
}

function roundRobin(able: readonly number[], last: number): number {
  return able.find((actor) => actor > last) ?? able[0] ?? 0;
}
