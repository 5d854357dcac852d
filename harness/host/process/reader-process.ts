import type { Life } from '../host.ts';
import type { LifeReport, LifeStep } from '../life.ts';
import { failed } from '../problem.ts';
import { sightsOfSnapshot } from '../read-through.ts';
import type { ReadingBeside, ReadingPlan } from '../reading.ts';
import { READER_ROUNDS } from '../sight.ts';
import type { Hold, ProcessJob } from './pipe-protocol.ts';
import { stillWaiting } from './process-runtime.ts';
import type { ProcessDeadlines, ProcessLife, StoreProcess } from './store-process.ts';

export interface ReaderProcessOptions {
  readonly writer: StoreProcess;
  readonly reader: StoreProcess;
  readonly deadlines: ProcessDeadlines;
  /** What the writer lived the first time. */
  readonly job: ProcessJob;
  readonly life: Pick<Life<unknown>, 'changes' | 'report'>;
  readonly plan: ReadingPlan;
}

const READER_INCARNATION = 1;

/**
 * Lets the writer live its life once more, up to a change, where it is held; the reader opens the store beside it, reads, and is held in turn
 * where the writer is to go on. Both stay alive until the reader is done. The reader's calls are not seen one by one, so that each of its
 * sights has the whole time that it took.
 */
export async function readBetweenProcesses(options: ReaderProcessOptions): Promise<ReadingBeside & { spentMs: number }> {
  const { writer, reader, deadlines, job, plan } = options;
  const { at, advances, sessions } = plan;
  const writerStops = new Stops();
  const readerStops = new Stops();
  const over = new Promise<void>((resolve) => readerStops.onEnd(resolve));
  const writing = writer.live({ ...job, holds: holdsOf(options) }, deadlines, {
    onHeld: (history) => writerStops.note(history),
    onFinished: async (history) => {
      writerStops.end(history);
      await over;
    },
  });
  void writing.then(
    () => writerStops.end(undefined),
    () => writerStops.end(undefined),
  );
  let history = await writerStops.next();
  const openedAt = history ?? 0;
  const missed = history === undefined;
  const look: LifeStep = { do: 'snapshot', sessions };
  const steps = Array.from({ length: READER_ROUNDS }, () => look);
  const holds = advances.map(({ primitive }): Hold => ({ primitive }));
  const { crash: _, ...place } = job;
  const reading = reader.live({ ...place, incarnation: READER_INCARNATION, plan: { steps }, holds }, deadlines, {
    onHeld: () => readerStops.note(0),
    onFinished: async () => readerStops.end(0),
  });
  void reading.then(
    () => readerStops.end(undefined),
    () => readerStops.end(undefined),
  );
  let endedAt = at;
  for (const { to } of advances) {
    if ((await readerStops.next()) === undefined || readerStops.isOver) break;
    if (!writerStops.isOver) {
      writer.resume();
      history = await writerStops.next();
      endedAt = to;
    }
    reader.resume();
  }
  const read = await Promise.race([reading, writer.refused]);
  await writer.kill();
  await writing.catch(() => {});
  const times = { openedAt, until: history ?? openedAt, endedAt, missed, callMs: deadlines.callMs };
  return { ...readingOf(read, times), spentMs: read.spentMs };
}

/** The writer's places in ascending order; those after its last change are where it ends anyway. */
function holdsOf({ life, plan: { at, advances } }: ReaderProcessOptions): Hold[] {
  return [at, ...advances.map(({ to }) => to)].flatMap((change) => (change.changes < life.changes.length ? [{ change }] : []));
}

function readingOf(
  { end, report }: ProcessLife,
  times: { openedAt: number; until: number; endedAt: ReadingPlan['at']; missed: boolean; callMs: number },
): ReadingBeside {
  const { openedAt, until, endedAt, missed, callMs } = times;
  const known: LifeReport | undefined = report;
  const hung = failed('hung', stillWaiting(callMs));
  const sights = (known?.snapshots ?? []).flatMap((snapshot) =>
    sightsOfSnapshot(snapshot, openedAt).map((sight) => ({ ...sight, until })),
  );
  return {
    opened: known?.opened ?? hung,
    ...(known?.capabilities === undefined ? {} : { capabilities: known.capabilities }),
    sights,
    openedAt,
    marks: [],
    ...(end === 'overdue' ? { stray: hung.problem } : known?.stray === undefined ? {} : { stray: known.stray }),
    trace: [],
    disturbed: missed,
    endedAt,
  };
}

/** The places at which a process stood, one after the other, for somebody who waits for the next one. */
class Stops {
  readonly #noted: number[] = [];
  #waiting: ((history: number | undefined) => void) | undefined;
  #ended: ((value: undefined) => void)[] = [];
  #last: number | undefined;
  isOver = false;

  note(history: number): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#noted.push(history);
    else waiting(history);
  }

  /** The process stands at its end, or (`undefined`) is gone. */
  end(history: number | undefined): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#last = history;
    this.#waiting?.(history);
    for (const ended of this.#ended) ended(undefined);
  }

  onEnd(ended: () => void): void {
    this.#ended.push(ended);
  }

  /** The history at the next stop; at the end that of the end. */
  async next(): Promise<number | undefined> {
    const noted = this.#noted.shift();
    if (noted !== undefined) return noted;
    if (this.isOver) return this.#last;
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
