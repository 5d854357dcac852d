import type { TogetherHost } from '../../harness/host/together.ts';
import type { Program } from '../../harness/model/program.ts';
import type { Scheduler } from '../../harness/schedule/scheduler.ts';
import type { Budget } from './budget.ts';
import type { Reopener } from './reopener.ts';

/** Where programs are run, how often, and what has to be known of the store. */
export interface ExploreContext<Image> {
  readonly host: TogetherHost<Image>;
  readonly seed: number;
  readonly budget: Budget;
  /** What is acknowledged is on disk, at the latest when everything is at rest. */
  readonly survives: boolean;
  readonly reopener: Reopener<Image>;
  readonly refusesExisting: boolean;
  /** Told of each run before it begins, should it never end; gives the scheduler that it is to have. */
  readonly onRun?: ((program: Program, scheduler: Scheduler) => Scheduler) | undefined;
}
