import type { Disk } from '../../../disk/disk.ts';
import type { Program } from '../../../model/program.ts';
import { RepeatableScheduler } from '../../../schedule/repeatable-scheduler.ts';
import type { HostNotices } from '../../host.ts';
import type { TogetherPlan, TogetherRun } from '../../together.ts';
import { ProcessForgot, ProcessMemory } from './process-memory.ts';
import { ProcessPool } from './process-pool.ts';
import type { ProcessProgram } from './process-thread.ts';
import { processesOf, runTogetherInProcesses } from './together-processes.ts';

export interface ProcessRunOptions {
  readonly nextRoot: () => string;
  readonly notices: HostNotices;
  readonly beat: () => void;
  /** In threads that have loaded the store anew, for this run. */
  readonly fresh: boolean;
}

/** Runs programs of several processes, in threads that are kept from run to run. */
export class ProcessRuns {
  readonly #pool: ProcessPool;
  readonly #memory = new ProcessMemory();

  constructor(program: ProcessProgram) {
    this.#pool = new ProcessPool(program);
  }

  async run(
    empty: Disk,
    program: Program,
    plan: TogetherPlan,
    { nextRoot, notices, beat, fresh }: ProcessRunOptions,
  ): Promise<TogetherRun<Disk>> {
    // Threads with one pid make names of what their modules count: these must meet as they would in fresh threads.
    const inTurn = program.onePid === true;
    const threads = () => this.#pool.threads(processesOf(program), { fresh, inTurn });
    // Replays, which confirm failures, take no short cut.
    if (fresh || inTurn || plan.stacks === true || !this.#memory.isKept) {
      const place = { conversations: await threads(), root: nextRoot(), notices, beat };
      return runTogetherInProcesses(place, empty, program, plan);
    }
    const scheduler = new RepeatableScheduler(plan.scheduler);
    const repeatable = { ...plan, scheduler };
    const own = nextRoot();
    const known = own.replaceAll(/\d/g, '9');
    const conversations = (await threads()).map((thread, process) => this.#memory.recall(process, thread, { known, own }));
    try {
      return await runTogetherInProcesses({ conversations, root: known, notices, beat }, empty, program, repeatable);
    } catch (error) {
      if (!(error instanceof ProcessForgot)) throw error;
    }
    this.#memory.forget();
    scheduler.repeat();
    const place = { conversations: await threads(), root: nextRoot(), notices, beat };
    return runTogetherInProcesses(place, empty, program, repeatable);
  }

  /** Ends the threads. */
  dispose(): Promise<void> {
    return this.#pool.dispose();
  }
}
