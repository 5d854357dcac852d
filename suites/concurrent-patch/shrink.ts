import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { BoundedSearch } from '../../harness/schedule/bounded-search.ts';
import type { Scheduler } from '../../harness/schedule/scheduler.ts';
import { type Choice, TurnScheduler, turnsOf } from '../../harness/schedule/turns.ts';
import type { Turn } from '../../harness/verdict/counterexample.ts';
import { actorsOf } from './actors.ts';
import { deviationOf } from './check.ts';
import type { FoundRace } from './counterexample-core.ts';
import { crashedRun, type ExploreContext, judgedRun, sessionsOf } from './explore.ts';
import { smallerPrograms } from './smaller-programs.ts';

export interface ShrinkContext<Image> extends Omit<ExploreContext<Image>, 'budget'> {
  readonly claims: ResolvedClaims;
}

/** Runs that shrinking may take, over all. */
const MOST_RUNS = 1500;
/** Of these for one smaller program. */
const RUNS_PER_PROGRAM = 120;

/**
 * The shortest program that fails in the same way, and of its schedules one with the fewest preemptions. Deterministic. A failure that needs a
 * crash keeps its program: only its schedule gets simpler.
 */
export async function shrinkRace<Image>(found: FoundRace, context: ShrinkContext<Image>): Promise<FoundRace> {
  const shrinker = new Shrinker(context);
  if (found.judgement === 'overtaking') return found;
  let best = found;
  if (found.crash === undefined) {
    for (let improved = true; improved && shrinker.runsLeft > 0; ) {
      improved = false;
      for (const program of smallerPrograms(best.program)) {
        const smaller = await shrinker.search({ ...best, program }, RUNS_PER_PROGRAM);
        if (smaller === undefined) continue;
        best = smaller;
        improved = true;
        break;
      }
    }
    shrinker.runsLeft = Math.max(shrinker.runsLeft, RUNS_PER_PROGRAM);
    const simplest = await shrinker.search(best, shrinker.runsLeft);
    if (simplest !== undefined && simplest.turns.length <= best.turns.length) return simplest;
  }
  shrinker.runsLeft = Math.max(shrinker.runsLeft, RUNS_PER_PROGRAM);
  return shrinker.fewerTurns(best);
}

class Shrinker<Image> {
  runsLeft = MOST_RUNS;
  readonly #context: ShrinkContext<Image>;

  constructor(context: ShrinkContext<Image>) {
    this.#context = context;
  }

  /** The first failure of the same kind, schedules with fewer preemptions first. */
  async search(found: FoundRace, most: number): Promise<FoundRace | undefined> {
    const { program } = found;
    const clients = program.clients.length;
    const free = (actor: number) => actor >= clients && actor < clients + (program.deaths?.length ?? 0);
    const search = new BoundedSearch({ preemptions: 2, free });
    for (let runs = 0; runs < most && this.runsLeft > 0; runs++) {
      const next = search.next();
      if (next === undefined) return undefined;
      const tried = await this.#try(found, next);
      if (tried === undefined) return undefined;
      if (tried.failure !== undefined) return tried.failure;
      search.ran(next, tried.steps);
    }
    return undefined;
  }

  /** Leaves out turns as long as it still fails. */
  async fewerTurns(found: FoundRace): Promise<FoundRace> {
    let best = found;
    for (let at = 0; at < best.turns.length && this.runsLeft > 0; ) {
      const turns = best.turns.filter((_, index) => index !== at);
      const tried = await this.#try(best, new TurnScheduler(turns, actorsOf(best.program)));
      if (tried?.failure === undefined || tried.failure.turns.length >= best.turns.length) at++;
      else best = tried.failure;
    }
    return best;
  }

  async #try(found: FoundRace, scheduler: Scheduler): Promise<{ failure?: FoundRace; steps: readonly Choice[] } | undefined> {
    const { host, claims, onRun } = this.#context;
    const { program, judgement, crash } = found;
    const aimed = { program, judgement };
    this.runsLeft--;
    onRun?.();
    const run = await host.runTogether(program, { scheduler, sessions: sessionsOf(program) });
    const judged =
      crash === undefined ? await judgedRun(aimed, run, this.#context) : await crashedRun(aimed, run, crash, this.#context);
    if (judged === undefined) return undefined;
    const deviation = deviationOf(judged, claims);
    if (deviation?.kind !== found.deviation.kind) return { steps: run.steps };
    const turns: Turn[] = turnsOf(run.steps, actorsOf(program));
    return { failure: { ...found, turns, deviation }, steps: run.steps };
  }
}
