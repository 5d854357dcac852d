import type { ProcessDeadlines } from '../process/store-process.ts';
import type { ReadingBeside, ReadingPlan } from '../reading.ts';
import type { LivingProcess } from './living-process.ts';
import { ProcessPool } from './process-pool.ts';
import { readOnStage, type WriterLife } from './readers.ts';
import type { Stage } from './stage/stage.ts';

export interface StagingParts {
  readonly stage: Stage;
  readonly deadlines: ProcessDeadlines;
  /** Begins a process of the store where the stage is. Throws where there is to be no further one. */
  readonly start: () => LivingProcess;
  /** It is gone. */
  readonly forget: (process: LivingProcess) => void;
}

/** Readers beside a writer, one pair after the other, in processes that live on from reading to reading. */
export class StagedReaders {
  readonly #parts: StagingParts;
  readonly #pool: ProcessPool;

  constructor(parts: StagingParts) {
    this.#parts = parts;
    const { start, forget, deadlines } = parts;
    this.#pool = new ProcessPool({ start, forget, restMs: deadlines.callMs });
  }

  /** @param fresh in processes that have lived nothing before. */
  async read(writing: WriterLife, plan: ReadingPlan, fresh: boolean): Promise<{ reading: ReadingBeside; spentMs: number }> {
    const read = await this.#read(writing, plan, fresh);
    // Whatever goes wrong in a process that has lived before may come of that.
    const { opened, stray, disturbed } = read.reading;
    return read.isWorn && (!opened.ok || stray !== undefined || disturbed) ? this.#read(writing, plan, true) : read;
  }

  async #read(
    writing: WriterLife,
    plan: ReadingPlan,
    fresh: boolean,
  ): Promise<{ reading: ReadingBeside; spentMs: number; isWorn: boolean }> {
    const { stage, deadlines } = this.#parts;
    const [writer, reader] = [await this.#pool.lend(writing.start, fresh), await this.#pool.lend(writing.start, fresh)];
    const processes = [writer.process, reader.process];
    try {
      await Promise.all(processes.map((process) => process.readyWithin(deadlines.startMs)));
      const both = { stage, deadlines, writer: writer.process, reader: reader.process };
      const { scene, reading, spentMs } = await readOnStage(both, writing, plan);
      const given = Promise.all(processes.map((process) => this.#giveBack(process, fresh))).then(() => stage.clear(scene));
      // While these rest others live. What goes wrong here shows there: the mount is gone, or the host is disposed.
      given.catch(() => {});
      return { reading, spentMs, isWorn: writer.isWorn || reader.isWorn };
    } catch (error) {
      await Promise.all(processes.map((process) => this.#giveBack(process, true)));
      throw error;
    }
  }

  async #giveBack(process: LivingProcess, fresh: boolean): Promise<void> {
    if (process.isAlive && !fresh) {
      await this.#pool.giveBack(process);
      return;
    }
    await process.kill();
    this.#parts.forget(process);
  }
}
