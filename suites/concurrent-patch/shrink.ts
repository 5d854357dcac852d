import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { BoundedSearch } from '../../harness/schedule/bounded-search.ts';
import type { Scheduler } from '../../harness/schedule/scheduler.ts';
import { type Choice, TurnScheduler, turnsOf } from '../../harness/schedule/turns.ts';
import type { Turn } from '../../harness/verdict/counterexample.ts';
import { actorsOf } from './actors.ts';
import { deviationOf } from './check.ts';
import type { FoundRace } from './counterexample-core.ts';
import type { ExploreContext } from './explore-context.ts';
import { isScheduled } from './is-scheduled.ts';
import { crashedRun, judgedRun } from './judged-run.ts';
import { sessionsOf } from './sessions-of.ts';
import { smallerPrograms } from './smaller-programs.ts';

export interface ShrinkContext<Image> extends Omit<ExploreContext<Image>, 'budget'> {
  readonly claims: ResolvedClaims;
  /** Whose failure it is. */
  readonly requirement: string;
}

/** Runs that shrinking may take. */
interface Allowance {
  /** Over all; those of several processes count for more. */
  readonly runs: number;
  /** Of these for one smaller program. */
  readonly perProgram: number;
}

const USUAL: Allowance = { runs: 1500, perProgram: 120 };
/** Where a run takes a tenth of a second. */
const REAL_TIME: Allowance = { runs: 240, perProgram: 12 };

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
        const smaller = await shrinker.search({ ...best, program }, shrinker.allowed.perProgram);
        if (smaller === undefined) continue;
        best = smaller;
        improved = true;
        break;
      }
    }
    shrinker.runsLeft = Math.max(shrinker.runsLeft, shrinker.allowed.perProgram);
    const simplest = await shrinker.search(best, shrinker.runsLeft);
    if (simplest !== undefined && simplest.turns.length <= best.turns.length) return simplest;
  }
  shrinker.runsLeft = Math.max(shrinker.runsLeft, shrinker.allowed.perProgram);
  return shrinker.fewerTurns(best);
}

/**
 * Whether it fails again in processes that nobody has used yet. What modules count, for names of files for instance, counts on from run to run; a
 * failure that hangs on that could not be replayed.
 */
export async function failsAfresh<Image>(found: FoundRace, context: ShrinkContext<Image>): Promise<boolean> {
  if (!isScheduled(context.host, found.program) || found.program.instances.every(({ process }) => process === 0)) return true;
  const scheduler = new TurnScheduler(found.turns, actorsOf(found.program));
  const tried = await new Shrinker(context).attempt(found, scheduler, { fresh: true });
  return tried?.failure !== undefined;
}

class Shrinker<Image> {
  readonly allowed: Allowance;
  runsLeft: number;
  readonly #context: ShrinkContext<Image>;

  constructor(context: ShrinkContext<Image>) {
    this.#context = context;
    this.allowed = context.host.abilities.has('repeats') ? USUAL : REAL_TIME;
    this.runsLeft = this.allowed.runs;
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
      const tried = await this.attempt(found, next);
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
      const tried = await this.attempt(best, new TurnScheduler(turns, actorsOf(best.program)));
      if (tried?.failure === undefined || tried.failure.turns.length >= best.turns.length) at++;
      else best = tried.failure;
    }
    return best;
  }

  /** One run: what it did, and the failure if it was one of the same kind. */
  async attempt(
    found: FoundRace,
    scheduler: Scheduler,
    options: { readonly fresh?: boolean } = {},
  ): Promise<{ failure?: FoundRace; steps: readonly Choice[] } | undefined> {
    const { host, claims, requirement, onRun } = this.#context;
    const { program, judgement, crash } = found;
    const aimed = { program, judgement };
    this.runsLeft -= costOf(program);
    const told = onRun?.(program, scheduler) ?? scheduler;
    const run = await host.runTogether(program, { scheduler: told, sessions: sessionsOf(program), ...options });
    const judged =
      crash === undefined ? await judgedRun(aimed, run, this.#context) : await crashedRun(aimed, run, crash, this.#context);
    if (judged === undefined) return undefined;
    const deviation = deviationOf(judged, claims, requirement);
    if (deviation?.kind !== found.deviation.kind) return { steps: run.steps };
    const turns: Turn[] = turnsOf(run.steps, actorsOf(program));
    return { failure: { ...found, turns, deviation }, steps: run.steps };
  }
}

/** A run of several processes takes longer, and has more schedules. */
function costOf({ instances }: FoundRace['program']): number {
  return 1 + 2 * Math.max(0, ...instances.map(({ process }) => process));
}
