import type { Disk } from '../../disk/disk.ts';
import type { HeldFacts } from '../../disk/mount/held.ts';
import { isAsked } from '../../disk/mount/plan.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { HistoryEvent } from '../../model/history.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import type { Life } from '../host.ts';
import type { LifePlan, LifeReport } from '../life.ts';
import { reportOf } from '../process/lost-report.ts';
import type { TimedHistoryEvent } from '../process/pipe-protocol.ts';
import type { ProcessDeadlines, ProcessLife } from '../process/store-process.ts';
import type { ReadingBeside, ReadingPlan } from '../reading.ts';
import type { Sight } from '../sight.ts';
import type { LivingProcess } from './living-process.ts';
import type { LiveCommand } from './mounted-job.ts';
import { Player } from './stage/player.ts';
import type { Scene } from './stage/scene.ts';
import type { Stage } from './stage/stage.ts';

/** What the writer has lived before, alone. */
export interface WriterLife {
  readonly start: Disk;
  readonly plan: LifePlan;
  readonly incarnation: number;
  /** What that was. */
  readonly life: Pick<Life<unknown>, 'changes' | 'report'>;
  /** Where the mount has it stand that counts its changes; after `Infinity` of them at its end. `undefined` where that is not known. */
  readonly pointOf: (point: CrashPoint) => CrashPoint | undefined;
}

export interface ReaderParts {
  readonly stage: Stage;
  readonly writer: LivingProcess;
  readonly reader: LivingProcess;
  readonly deadlines: ProcessDeadlines;
}

const READER_INCARNATION = 1;
/** Calls of one of them, with nothing to show for it, after which it is taken to wait for the other. */
const MOST_WITHOUT_PROGRESS = 2_000;

/** A reading, and what is left: nobody is held any more, and the writer has come to its end. To be cleared when both have closed what they opened. */
export interface StagedReading {
  readonly reading: ReadingBeside;
  readonly scene: Scene;
  readonly spentMs: number;
}

/**
 * Lets a writer live its life once more, up to a change, in front of which it is held. A reader opens the store beside it, whose calls go on one by one:
 * in front of those that are planned the writer goes on, as far as it is planned. Both are alive until the reader is done.
 */
export async function readOnStage(parts: ReaderParts, writing: WriterLife, plan: ReadingPlan): Promise<StagedReading> {
  const players = { writer: new Player(parts.writer.pids), reader: new Player(parts.reader.pids) };
  const { writer, reader } = players;
  const scene = await parts.stage.set(writing.start, [writer, reader], crashAt(writing, plan.at));
  const duo = new Duo(parts, writing, plan, { scene, ...players });
  try {
    return { ...(await duo.play()), scene };
  } catch (error) {
    await parts.stage.clear(scene);
    throw error;
  } finally {
    for (const player of [writer, reader]) player.leave();
  }
}

class Duo {
  readonly #parts: ReaderParts;
  readonly #writing: WriterLife;
  readonly #plan: ReadingPlan;
  readonly #scene: Scene;
  readonly #writer: Player;
  readonly #reader: Player;
  /** As the mount counts the writer's. */
  #changes: number;
  #written: Promise<ProcessLife> | undefined;
  #writerIsOver = false;
  #readerIsOver = false;
  /** Events of the trace before the reader's first. */
  #before = 0;
  #endedAt: CrashPoint;
  #disturbed = false;

  constructor(
    parts: ReaderParts,
    writing: WriterLife,
    plan: ReadingPlan,
    { scene, writer, reader }: { scene: Scene; writer: Player; reader: Player },
  ) {
    this.#parts = parts;
    this.#writing = writing;
    this.#plan = plan;
    this.#scene = scene;
    this.#writer = writer;
    this.#reader = reader;
    this.#changes = pointOf(writing, plan.at).changes;
    this.#disturbed = [plan.at, ...plan.advances.map(({ to }) => to)].some((point) => writing.pointOf(point) === undefined);
    this.#endedAt = plan.at;
  }

  async play(): Promise<{ reading: ReadingBeside; spentMs: number }> {
    const scene = this.#scene;
    const { writer, reader, deadlines } = this.#parts;
    // From then on whoever stands still waits for nobody but the other.
    for (const process of [writer, reader]) await process.comesTo?.(scene.image.directory);
    this.#written = this.#live(writer, this.#writing).finally(() => {
      this.#writerIsOver = true;
      scene.tell();
    });
    this.#written.catch(() => {});
    await this.#untilWriterStands();
    writer.standsStill();
    this.#before = (await scene.image.counts()).events;
    const openedNs = nowNs();
    const read = await this.#read();
    const endNs = nowNs();
    const calls = await this.#callsOfReader();
    writer.goesOn();
    await scene.open();
    const written = await this.#written;
    const times = { openedNs, endNs, history: written.trace.filter(isHistory) };
    return { reading: this.#readingOf(reportOf(read, READS, deadlines.callMs), times, calls), spentMs: read.spentMs };
  }

  #live(process: LivingProcess, { plan, incarnation }: Pick<WriterLife, 'plan' | 'incarnation'>): Promise<ProcessLife> {
    const { deadlines } = this.#parts;
    const root = this.#scene.image.directory;
    const command: LiveCommand = { do: 'live', job: { root, incarnation, plan, callDeadlineMs: deadlines.callMs } };
    return process.liveNext(command, deadlines);
  }

  /** At its crash point; or it is at its end, before which there may be none. */
  async #untilWriterStands(): Promise<void> {
    const scene = this.#scene;
    const { at } = this.#plan;
    while (!this.#writerIsOver && scene.heldOf(this.#writer).length === 0) await scene.soon();
    await scene.settle(this.#parts.deadlines.callMs);
    const call = scene.heldOf(this.#writer).find(({ changes }) => changes);
    if (call === undefined) {
      // What it does this time is not what it did.
      if (Number.isFinite(this.#changes)) this.#disturbed = true;
      this.#changes = (await scene.image.counts()).changes;
    } else this.#begin(call, pointOf(this.#writing, at));
  }

  /** The reader's whole life. It is held where the writer is to go on, and now and then, should it ask for the same things again and again. */
  async #read(): Promise<ProcessLife> {
    const scene = this.#scene;
    const { reader, deadlines } = this.#parts;
    const { sessions, advances } = this.#plan;
    const waiting = [...advances];
    const goOn = (made: number) =>
      scene.follow({
        ask: 'calls',
        skip: Math.min(MOST_WITHOUT_PROGRESS, (waiting[0]?.primitive ?? Number.POSITIVE_INFINITY) - made),
      });
    const steps = [{ do: 'read-through', sessions } as const];
    await goOn(0);
    const reading = this.#live(reader, { plan: { steps }, incarnation: READER_INCARNATION }).finally(() => {
      this.#readerIsOver = true;
      scene.tell();
    });
    reading.catch(() => {});
    while (!this.#readerIsOver) {
      const { told } = scene;
      if ((await scene.settle(deadlines.callMs)) === 'overdue' || this.#readerIsOver) break;
      const [call] = scene.heldOf(this.#reader);
      const made = (await this.#callsOfReader()).filter(isAsked).length;
      const isPlanned = call !== undefined && (waiting[0]?.primitive ?? Number.POSITIVE_INFINITY) <= made;
      for (let next = waiting[0]; call !== undefined && next !== undefined && next.primitive <= made; next = waiting[0]) {
        waiting.shift();
        await this.#advance(next.to);
      }
      // Whoever has nothing left to do but wait is let wait no longer than the writer takes.
      const went = isPlanned || (await this.#finishOperation());
      await goOn(call === undefined ? made : made + 1);
      if (call !== undefined) scene.release(call);
      else if (!went && !this.#readerIsOver) await scene.nextNews(told, [this.#reader], deadlines.lifeMs);
    }
    // Whoever ran on without a call is ended by whoever waits for it.
    return reading;
  }

  async #callsOfReader(): Promise<FsEvent[]> {
    const threads = new Set(this.#reader.threads.threads);
    const events = await this.#scene.image.events(this.#before);
    return events.filter((event) => threads.has(event.thread ?? 0) || this.#scene.doerOf(event) === this.#reader);
  }

  /** `false` if the writer has nothing more to do, or does not go on as planned. */
  async #finishOperation(): Promise<boolean> {
    if (this.#writerIsOver || this.#disturbed) return false;
    const { changes, report } = this.#writing.life;
    const here = changes[this.#endedAt.changes]?.historyBefore ?? report.history.length;
    const next = changes.slice(this.#endedAt.changes).find(({ historyBefore }) => historyBefore > here);
    await this.#advance({ changes: next?.index ?? changes.length });
    return !this.#disturbed;
  }

  /** The writer goes on until it stands at this point, or at its end. No time passes for the reader. */
  async #advance(to: CrashPoint): Promise<void> {
    if (this.#writerIsOver || this.#disturbed || isBehind(to, this.#endedAt)) return;
    const scene = this.#scene;
    const { deadlines, writer } = this.#parts;
    const others = (await scene.image.counts()).changes - this.#changes;
    const target = pointOf(this.#writing, to);
    writer.goesOn();
    // Whoever gets the lock that it waits for goes on at once, and is to be held.
    const oneByOne = scene.waitsForLock(this.#reader);
    if (!oneByOne) {
      if (scene.heldOf(this.#reader).length === 0) this.#reader.freeze();
      await scene.follow(Number.isFinite(target.changes) ? { crash: { changes: target.changes + others } } : {});
    }
    for (let calls = 0; !this.#writerIsOver && !this.#disturbed; calls++) {
      const { told } = scene;
      if ((await scene.settle(deadlines.callMs)) === 'overdue' || calls > MOST_WITHOUT_PROGRESS) this.#disturbed = true;
      this.#changes = (await scene.image.counts()).changes - others;
      const [call] = scene.heldOf(this.#writer);
      const harmless = scene.heldOf(this.#writer).find(({ changes }) => !changes);
      if (call !== undefined && harmless === undefined && this.#changes >= target.changes) {
        this.#begin(call, target);
        break;
      }
      if (call !== undefined) scene.release(harmless ?? call);
      else if (scene.waitsForLock(this.#writer) || scene.isBlocked(this.#writer)) this.#disturbed = true;
      else if (!this.#writerIsOver && !(await scene.nextNews(told, [this.#writer], deadlines.callMs))) this.#disturbed = true;
    }
    this.#endedAt = to;
    writer.standsStill();
    if (!oneByOne) await scene.follow({ ask: 'calls' });
    this.#reader.thaw();
  }

  #begin(call: HeldFacts, { tornBytes }: CrashPoint): void {
    if (tornBytes !== undefined && call.primitive === 'write') this.#scene.release(call, { does: 'begin', bytes: tornBytes });
  }

  #readingOf(
    { opened, capabilities, stray, readThrough }: LifeReport,
    { openedNs, endNs, history }: { openedNs: number; endNs: number; history: readonly TimedHistoryEvent[] },
    calls: readonly FsEvent[],
  ): ReadingBeside {
    const at = (ns: number): number => history.filter(({ atNs = 0 }) => atNs <= ns).length;
    const timed = (sight: Sight): Sight => ({ ...sight, since: at(sight.since), until: at(sight.until) });
    const { sights = [], marks = [] } = readThrough ?? {};
    const primitives = calls.filter(isAsked);
    const went = history.slice(0, at(endNs));
    return {
      opened,
      ...(capabilities === undefined ? {} : { capabilities }),
      sights: sights.map(timed),
      openedAt: at(openedNs),
      marks: marks.map((ns) => primitives.filter(({ atNs = 0 }) => atNs <= ns).length),
      ...(stray === undefined ? {} : { stray }),
      trace: calls.map((event) => ({ ...event, api: event.primitive })),
      disturbed: this.#disturbed || !isPlanned(went, this.#writing.life.report.history),
      endedAt: this.#endedAt,
    };
  }
}

const READS: LifePlan = { steps: [] };

/** Where nothing is known it goes on to its end. */
function pointOf(writing: WriterLife, point: CrashPoint): CrashPoint {
  return writing.pointOf(point) ?? { changes: Number.POSITIVE_INFINITY };
}

/** It lets the writer come to the point, but for a part of a write. */
function crashAt(writing: WriterLife, at: CrashPoint): { crash?: { changes: number } } {
  const { changes } = pointOf(writing, at);
  return Number.isFinite(changes) ? { crash: { changes } } : {};
}

/** Whether what the writer did is what it had done alone. */
function isPlanned(went: readonly HistoryEvent[], planned: readonly HistoryEvent[]): boolean {
  return went.every(({ type, operation }, index) => {
    const then = planned[index];
    return then?.type === type && then.operation === operation;
  });
}

function isHistory(entry: ProcessLife['trace'][number]): entry is TimedHistoryEvent {
  return entry.type !== 'fs';
}

function isBehind(one: CrashPoint, other: CrashPoint): boolean {
  return one.changes < other.changes || (one.changes === other.changes && (one.tornBytes ?? 0) < (other.tornBytes ?? 0));
}

function nowNs(): number {
  return Number(process.hrtime.bigint());
}
