import type { Adapter } from '../../contract/adapter.ts';
import type { SessionStore } from '../../contract/session-store.ts';
import type { Disk } from '../../disk/disk.ts';
import { currentCall } from '../../disk/facade/current-call.ts';
import type { Mount } from '../../disk/facade/mount.ts';
import type { Gate } from '../../disk/gate.ts';
import type { Kernel } from '../../disk/kernel.ts';
import { SimulatedKernel } from '../../disk/simulated-kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { Operation } from '../../model/operation.ts';
import { asClient, stopFollowingClients } from '../../schedule/client.ts';
import { Interleaving } from '../../schedule/interleaving.ts';
import { ScheduledGate } from '../../schedule/scheduled-gate.ts';
import { WatchedGate } from '../../schedule/watched-gate.ts';
import { isChange } from '../change.ts';
import type { Life } from '../host.ts';
import { type LifeReport, live } from '../life.ts';
import { failed, type Problem, threw } from '../problem.ts';
import { readThrough } from '../read-through.ts';
import {
  READER,
  type ReadingBeside,
  type ReadingPlan,
  type ReadingWithin,
  type TakenStep,
  type WithinPlan,
  WRITER,
} from '../reading.ts';
import type { Runtime } from '../runtime.ts';
import type { Sight } from '../sight.ts';
import type { TraceEntry } from '../trace-entry.ts';
import { AdvancingDisk } from './advancing-disk.ts';
import type { QuickGate } from './quick-gate.ts';
import { type RuntimeParts, SimulatedRuntime } from './simulated-runtime.ts';

/** What the simulated host has for lives that are not lived alone. */
export interface Place {
  readonly adapter: Adapter;
  /** Gives every asynchronous call a turn of the event loop. */
  readonly careful: boolean;
  readonly quickGate: QuickGate;
  readonly nowMs: () => number;
  /** Begins a process on a root path of its own: clock, pid, randomness. `others`: incarnations that are alive beside it. */
  begin(who: { incarnation: number; others: readonly number[]; atMs: number | undefined; root: string }): void;
  mount(options: { root: string; kernel: Kernel; gate: Gate; recorder: { stacks: boolean } }): Mount;
  readonly runtimeParts: Pick<RuntimeParts, 'time' | 'realWork' | 'stray' | 'beat'>;
  /** Ends it. */
  end(mount: Mount): void;
  nextRoot(): string;
}

/** Primitives of a reader for which the writer stands still, beyond what reading takes. */
const MOST_WITHOUT_PROGRESS = 20_000;
const WRITER_INCARNATION = 0;
const READER_INCARNATION = 1;
const SPINS = failed('hung', 'it asked for the same things again and again without waiting');
const DATA = '/data';

/** A reader in a process of its own, on a disk on which the writer goes on as it is told. */
export async function readBeside(
  place: Place,
  life: Life<Disk>,
  atMs: number,
  { at, advances, sessions, stacks = false }: ReadingPlan,
): Promise<ReadingBeside> {
  const shared = new AdvancingDisk((await life.imageAt(at)).image, life, at);
  const { disk } = shared;
  const root = place.nextRoot();
  const trace: FsEvent[] = [];
  const recorder = { stacks, event: (event: FsEvent) => void trace.push(event) };
  const nowMs = () => Math.max(place.nowMs(), disk.nowMs);
  const kernel = simulatedKernel({ disk, root, recorder, nowMs });
  const advanceTo = (to: ReadingPlan['at']) => shared.advanceTo(to, { others: trace, nowMs: place.nowMs() });
  // A reader that has nothing left to do but wait is let wait no longer than the writer takes.
  const proceed = (): boolean => {
    if (shared.isAtEnd || shared.disturbed) return false;
    advanceTo(shared.endOfOperation);
    return !shared.disturbed;
  };
  const waiting = [...advances];
  let primitives = 0;
  let sinceProgress = 0;
  let spins = false;
  const before = (): void => {
    for (let next = waiting[0]; next !== undefined && next.primitive <= primitives; next = waiting[0]) {
      waiting.shift();
      if (!isBehind(next.to, shared.point)) advanceTo(next.to);
    }
    primitives++;
    // Whoever asks for a lock again and again, without waiting, asks for the writer to go on.
    if (++sinceProgress > MOST_WITHOUT_PROGRESS) {
      sinceProgress = 0;
      if (proceed()) return;
      // Nobody is left to go on: it would ask for ever.
      spins = true;
      mount.kill();
    }
  };
  const quick = !place.careful;
  const gate = quick ? new WatchedGate(before, place.quickGate) : new WatchedGate(before);
  place.begin({ incarnation: READER_INCARNATION, others: [WRITER_INCARNATION], atMs, root });
  const mount = place.mount({ root, kernel, gate, recorder });
  const runtime = new SimulatedRuntime({
    ...place.runtimeParts,
    pendingCalls: () => mount.pending,
    proceed,
    ...(quick ? { idle: () => place.quickGate.idle() } : {}),
  });
  const openedAt = shared.history;
  const marks: number[] = [];
  const mark = (): void => void marks.push(primitives);
  const { store, adapter } = capture(place.adapter, mark);
  const report = await live({ adapter, dir: root + DATA, runtime }, { steps: [] });
  const opened = store();
  const sights: Sight[] =
    opened === undefined || !report.opened.ok
      ? []
      : await readThrough(opened, { sessions, runtime, now: () => shared.history, onRound: mark });
  const stray = place.runtimeParts.stray();
  place.end(mount);
  const found = spins && !report.opened.ok ? { ...report, opened: SPINS } : report;
  return {
    ...readingOf({ report: found, sights, openedAt, marks, stray: spins ? (stray ?? SPINS.problem) : stray }),
    trace,
    disturbed: shared.disturbed,
    endedAt: shared.point,
  };
}

/** A workload with a reader in the same instance, step by step. */
export async function readWithin(
  place: Place,
  start: Disk,
  operations: readonly Operation[],
  plan: WithinPlan,
): Promise<ReadingWithin> {
  try {
    return await new SharedLife(place, start, operations, plan).run();
  } finally {
    stopFollowingClients();
  }
}

/** Timers that may pass for the sake of background work while the reader is held. More look like somebody who waits for the reader. */
const MOST_PATIENT_TIMERS = 3;

class SharedLife {
  readonly #place: Place;
  readonly #start: Disk;
  readonly #operations: readonly Operation[];
  readonly #plan: WithinPlan;
  readonly #trace: TraceEntry[] = [];
  readonly #steps: TakenStep[] = [];
  readonly #marks: number[] = [];
  #history = 0;
  /** How many trace entries and history events there were before the step that is being taken. */
  #eventsBefore = 0;
  #historyBefore = 0;
  #store: SessionStore | undefined;
  readonly #sights: Sight[] = [];
  #reading: Promise<Sight[]> | undefined;
  #writerDone = false;
  #readerDone = false;
  #patience = MOST_PATIENT_TIMERS;

  constructor(place: Place, start: Disk, operations: readonly Operation[], plan: WithinPlan) {
    this.#place = place;
    this.#start = start;
    this.#operations = operations;
    this.#plan = plan;
  }

  async run(): Promise<ReadingWithin> {
    const place = this.#place;
    const { turns, stacks = false } = this.#plan;
    const root = place.nextRoot();
    const recorder = { stacks, event: (event: FsEvent) => void this.#trace.push(event) };
    let nowMs = 0;
    const later = () => {
      // Whoever goes by modification times must see that there was a change.
      nowMs = Math.max(nowMs + 1, place.nowMs());
      return nowMs;
    };
    const kernel = simulatedKernel({ disk: this.#start.clone(), root, recorder, nowMs: later });
    const gate = new ScheduledGate({
      fallback: WRITER,
      onStep: (step) => {
        const events = this.#eventsBefore;
        const history = this.#historyBefore;
        const changed = this.#changedSince(events);
        // Schedules count from where there is an instance.
        if (this.#store !== undefined) this.#steps.push({ client: step.client, point: step.point, changed, history, events });
        this.#eventsBefore = this.#trace.length;
        this.#historyBefore = this.#history;
      },
    });
    const clients = [
      { name: WRITER, isDone: () => this.#writerDone },
      { name: READER, start: () => this.#startReading(), isDone: () => this.#readerDone },
    ];
    const interleaving = new Interleaving(gate, clients, turns);
    place.begin({ incarnation: WRITER_INCARNATION, others: [], atMs: undefined, root });
    const mount = place.mount({ root, kernel, gate, recorder });
    const inner = new SimulatedRuntime({
      ...place.runtimeParts,
      // Those that are held would never come to an end.
      pendingCalls: () => 0,
      proceed: (resting) => this.#proceed(gate, interleaving, resting),
      ...(place.careful
        ? {}
        : {
            drive: (next) => place.quickGate.drive(next),
            isDue: () => place.quickGate.hasImmediates || mount.pending > gate.held,
          }),
    });
    const { report, opened } = await asClient(WRITER, () => this.#live(root, inner, gate));
    this.#writerDone = true;
    const read = opened === undefined ? undefined : await asClient(WRITER, () => inner.settle(() => this.#untilRead()));
    const stray = place.runtimeParts.stray();
    place.end(mount);
    const hung = read?.ok === false && read.problem.kind === 'hung' ? read.problem : undefined;
    return {
      ...readingOf({ report, sights: this.#sights, openedAt: 0, marks: this.#marks, stray: stray ?? hung }),
      operations: report.operations,
      history: report.history,
      trace: this.#trace,
      steps: this.#steps,
    };
  }

  #changedSince(events: number): boolean {
    for (let at = events; at < this.#trace.length; at++) {
      const entry = this.#trace[at];
      if (entry?.type === 'fs' && isChange(entry)) return true;
    }
    return false;
  }

  async #live(
    root: string,
    inner: Runtime,
    gate: ScheduledGate,
  ): Promise<{ report: LifeReport; opened: SessionStore | undefined }> {
    const { store, adapter } = capture(this.#place.adapter, () => {
      this.#store = store();
    });
    const runtime: Runtime = {
      settle: async (call) => {
        // To call an operation is a step too: a reader may come between two of them.
        if (this.#store !== undefined) await inner.settle(() => gate.point());
        return inner.settle(call);
      },
      rest: () => inner.rest(),
    };
    const onHistory = (event: TraceEntry): void => {
      this.#trace.push(event);
      this.#history++;
    };
    const steps = [{ do: 'operations', operations: [...this.#operations, { op: 'rest' }] }] as const;
    const report = await live({ adapter, dir: root + DATA, runtime, onHistory }, { steps });
    return { report, opened: report.opened.ok ? store() : undefined };
  }

  #proceed(gate: ScheduledGate, interleaving: Interleaving, resting: boolean): boolean {
    // Nobody can read before there is an instance.
    if (this.#store === undefined) return gate.step(WRITER);
    const patient = resting && this.#patience > 0;
    const went = interleaving.proceed({ patient });
    if (patient && !went) this.#patience--;
    return went;
  }

  #startReading(): void {
    const store = this.#store;
    if (store === undefined || this.#reading !== undefined) return;
    const runtime: Pick<Runtime, 'settle'> = { settle: plainly };
    this.#reading = asClient(READER, () =>
      readThrough(store, {
        sessions: this.#plan.sessions,
        runtime,
        now: () => this.#history,
        onSight: (sight) => void this.#sights.push(sight),
        onRound: () => void this.#marks.push(this.#steps.filter(({ client }) => client === READER).length),
      }).finally(() => {
        this.#readerDone = true;
      }),
    );
    this.#reading.catch(() => {});
  }

  async #untilRead(): Promise<void> {
    // Its turn may not have come yet.
    this.#startReading();
    await this.#reading;
  }
}

/** Calls the store without moving anything on: that is the schedule's to do. */
async function plainly<T>(call: () => T | PromiseLike<T>) {
  try {
    return { ok: true, value: await call() } as const;
  } catch (error) {
    return threw(error);
  }
}

/** The adapter, and how to get at the store that it opens. */
function capture(adapter: Adapter, onOpen: () => void): { store: () => SessionStore | undefined; adapter: Adapter } {
  let store: SessionStore | undefined;
  const open: Adapter['open'] = async (context) => {
    store = await adapter.open(context);
    onOpen();
    return store;
  };
  return { store: () => store, adapter: { ...adapter, open } };
}

function simulatedKernel(
  options: Pick<ConstructorParameters<typeof SimulatedKernel>[0], 'disk' | 'root' | 'recorder' | 'nowMs'>,
) {
  return new SimulatedKernel({ ...options, api: () => currentCall.api, currentStack: () => currentCall.stack });
}

function readingOf({
  report: { opened, capabilities },
  sights,
  openedAt,
  marks,
  stray,
}: {
  report: LifeReport;
  sights: readonly Sight[];
  openedAt: number;
  marks: readonly number[];
  stray: Problem | undefined;
}) {
  return {
    opened,
    ...(capabilities === undefined ? {} : { capabilities }),
    sights,
    openedAt,
    marks,
    ...(stray === undefined ? {} : { stray }),
  };
}

function isBehind(one: ReadingPlan['at'], other: ReadingPlan['at']): boolean {
  return one.changes < other.changes || (one.changes === other.changes && (one.tornBytes ?? 0) < (other.tornBytes ?? 0));
}
