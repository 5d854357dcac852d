import { type Scheduler, WAIT } from '../../harness/schedule/scheduler.ts';
import { TurnScheduler } from '../../harness/schedule/turns.ts';
import type { ExploreContext } from './explore-context.ts';
import { judgedRun } from './judged-run.ts';
import type { AimedProgram } from './requirement.ts';
import { sessionsOf } from './sessions-of.ts';
import type { Trial } from './trial.ts';

/** More than any honest write takes. */
const MOST_STEPS = 60;

/** Holds the first client, after so many of its steps, until nobody else can go on. */
class HoldScheduler implements Scheduler {
  readonly #steps: number;
  #taken = 0;

  constructor(steps: number) {
    this.#steps = steps;
  }

  next(able: readonly number[]): number {
    if (this.#taken < this.#steps && able.includes(0)) {
      this.#taken++;
      return 0;
    }
    return able.find((actor) => actor !== 0) ?? WAIT;
  }
}

/** The first client is held at each of its steps in turn, while the second has all the time. */
export async function* overtakingRuns<Image>(aimed: AimedProgram, context: ExploreContext<Image>): AsyncGenerator<Trial> {
  const { host } = context;
  const plan = { sessions: sessionsOf(aimed.program) };
  const alone = await host.runTogether(aimed.program, { ...plan, scheduler: new TurnScheduler([], []) });
  const own = alone.steps.filter(({ actor }) => actor === 0).length;
  for (let steps = 1; steps < Math.min(own, MOST_STEPS); steps++) {
    const holding = new HoldScheduler(steps);
    const scheduler = context.onRun?.(aimed.program, holding) ?? holding;
    const run = await host.runTogether(aimed.program, { ...plan, scheduler });
    const judged = await judgedRun(aimed, run, context);
    yield { run, ...(judged === undefined ? {} : { judged }) };
  }
}
