import type { StoreHost } from '../../../harness/host/store-host.ts';
import type { Effort } from '../../../harness/model/effort.ts';
import { Random } from '../../../harness/schedule/random.ts';
import type { Scheduler } from '../../../harness/schedule/scheduler.ts';
import { schedulerOf, strategyOf } from '../../../harness/schedule/strategies/mix.ts';
import { turnsOf } from '../../../harness/schedule/turns.ts';
import type { StoreTraits } from '../../../harness/suite/subject.ts';
import type { Turn } from '../../../harness/verdict/counterexample.ts';
import { HOUR_MS } from '../trial.ts';
import type { ApartDeviation } from './deviation.ts';
import { type ApartProgram, apartPrograms, namesOf } from './program.ts';
import { runApart, schedulerOfTurns } from './run-apart.ts';

export interface FoundApart {
  readonly program: ApartProgram;
  readonly aheadMs: number;
  readonly turns: readonly Turn[];
  readonly deviation: ApartDeviation;
}

export interface ApartSearch {
  readonly host: StoreHost;
  readonly traits: StoreTraits;
  readonly effort: Effort;
  readonly seed: number;
  /** A run of clients with clocks that differ put the store to the test. */
  readonly onTold: () => void;
}

/** Random schedules of a race, for clocks that agree and for each way in which they do not. */
const SCHEDULES: { readonly [E in Effort]: number } = { quick: 16, default: 24, thorough: 400 };
/** Of a race of two, about. */
const STEPS = 40;
const AHEAD_MS = [HOUR_MS, -HOUR_MS] as const;

/** The first program that goes wrong because of its clocks: under no schedule that is tried does it go wrong with one clock for both. */
export async function findApart({ host, traits, effort, seed, onTold }: ApartSearch): Promise<FoundApart | undefined> {
  for (const program of apartPrograms(traits)) {
    const count = program.inTurns ? 1 : SCHEDULES[effort];
    const schedulers = (): Scheduler[] => Array.from({ length: count }, (_, index) => schedulerNumber(index, program, seed));
    let isRight = true;
    for (const scheduler of schedulers()) {
      const { tells, deviation } = await runApart(host, program, { scheduler, aheadMs: 0 }, traits);
      isRight = tells && deviation === undefined;
      if (!isRight) break;
    }
    if (!isRight) continue;
    for (const aheadMs of AHEAD_MS) {
      for (const scheduler of schedulers()) {
        const { run, tells, deviation } = await runApart(host, program, { scheduler, aheadMs }, traits);
        if (tells) onTold();
        if (deviation === undefined) continue;
        const found = { program, aheadMs, turns: turnsOf(run.steps, namesOf(program)), deviation };
        if ((await again(found, { host, traits })) !== undefined) return shrunk(found, { host, traits });
      }
    }
  }
  return undefined;
}

/** The first goes in the order of the clients. */
function schedulerNumber(index: number, program: ApartProgram, seed: number): Scheduler {
  if (index === 0) return schedulerOfTurns(program, []);
  return schedulerOf(strategyOf(index), new Random(seed * 7919 + index), STEPS);
}

/** The same once more, in processes that have run nothing before unless it is said otherwise, and nothing of it with one clock for both. */
export async function again(
  { program, aheadMs, turns }: Omit<FoundApart, 'deviation'>,
  {
    host,
    traits,
    stacks = false,
    fresh = true,
  }: Pick<ApartSearch, 'host' | 'traits'> & { readonly stacks?: boolean; readonly fresh?: boolean },
): Promise<Awaited<ReturnType<typeof runApart>> | undefined> {
  const plan = { scheduler: schedulerOfTurns(program, turns), fresh };
  const apart = await runApart(host, program, { ...plan, aheadMs, stacks }, traits);
  if (apart.deviation === undefined) return undefined;
  const together = await runApart(host, program, { ...plan, scheduler: schedulerOfTurns(program, turns), aheadMs: 0 }, traits);
  return together.tells && together.deviation === undefined ? apart : undefined;
}

/** Without the clients that do not matter; of a race both do. */
async function shrunk(found: FoundApart, context: Pick<ApartSearch, 'host' | 'traits'>): Promise<FoundApart> {
  if (!found.program.inTurns) return found;
  let best = found;
  for (let drop = found.program.clients.length - 1; drop >= 0; drop--) {
    const program = { ...best.program, clients: best.program.clients.toSpliced(drop, 1) };
    const smaller = { program, aheadMs: best.aheadMs, turns: [] };
    const deviation = (await again(smaller, { ...context, fresh: false }))?.deviation;
    if (deviation !== undefined) best = { ...smaller, deviation };
  }
  return (await again(best, context)) === undefined ? found : best;
}
