import type { Operation } from '../../harness/model/operation.ts';
import type { Program } from '../../harness/model/program.ts';
import { type Scheduler, WAIT } from '../../harness/schedule/scheduler.ts';
import { type Choice, turnsOf } from '../../harness/schedule/turns.ts';
import { EndlessTrials } from '../../harness/suite/endless-trials.ts';
import type { Trial } from '../../harness/suite/suite.ts';
import type { Turn } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import { actorsOf } from './actors.ts';
import { type ConcurrentPatchCore, coreOfProgram } from './counterexample-core.ts';

type Tell = (operations: readonly Operation[], trial: Trial) => void;

/**
 * Tells what is tried, should the store never come back from it. Who goes on when shows only step by step, and there are thousands of runs a second: of
 * a program it is told when a run of it is known not to come back.
 */
export class EndlessRaces {
  /** Requirements that are known to fail so. */
  readonly failed: ReadonlySet<string>;
  readonly #tell: Tell;
  readonly #vague: EndlessTrials;
  /** What was told last: the same is not told again. */
  #last: { readonly program: Program; readonly trial: Trial } | undefined;

  constructor(endless: readonly Trial[], tell: Tell) {
    this.failed = new EndlessTrials(endless.filter(({ vague }) => vague !== true)).requirements;
    this.#vague = new EndlessTrials(endless.filter(({ vague }) => vague === true));
    this.#tell = tell;
  }

  /** Tells of a run that begins; gives the scheduler that it is to have. */
  begin(requirement: string, program: Program, scheduler: Scheduler): Scheduler {
    if (this.#last?.program !== program || this.#last.trial.requirement !== requirement)
      this.#last = { program, trial: { requirement, core: loopOf(program, []), vague: true } };
    const { trial } = this.#last;
    if (!this.#vague.includes(trial.core)) {
      this.#tell(program.setup, trial);
      return scheduler;
    }
    return telling(scheduler, (choices) =>
      this.#tell(program.setup, { requirement, core: loopOf(program, turnsOf(choices, actorsOf(program))) }),
    );
  }
}

/** Tells of each choice before it is made, with all those before it. */
function telling(scheduler: Scheduler, tell: (choices: readonly Choice[]) => void): Scheduler {
  const choices: Choice[] = [];
  return {
    next(able, last) {
      const actor = scheduler.next(able, last);
      if (actor === WAIT) return actor;
      choices.push({ actor, able: [...able] });
      tell(choices);
      return actor;
    },
  };
}

function loopOf(program: Program, turns: readonly Turn[]): ConcurrentPatchCore {
  return coreOfProgram(program, turns, { expected: 'Every call comes back.', observed: LOOPED });
}
