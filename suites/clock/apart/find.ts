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
import { type ApartProgram, namesOf, type UnusualClock } from './program.ts';
import { runApart, schedulerOfTurns } from './run-apart.ts';

export interface FoundApart {
  readonly program: ApartProgram;
  readonly clock: UnusualClock;
  readonly turns: readonly Turn[];
  readonly deviation: ApartDeviation;
}

export interface ApartSearch {
  readonly host: StoreHost;
  readonly traits: StoreTraits;
  readonly effort: Effort;
  readonly seed: number;
  readonly programs: readonly ApartProgram[];
  readonly clocks: readonly UnusualClock[];
  /** A run of clients with an unusual clock put the store to the test. */
  readonly onTold: () => void;
}

/** Random schedules of a race, for clocks that agree and for each way in which they do not. */
const SCHEDULES: { readonly [E in Effort]: number } = { quick: 16, default: 24, thorough: 400 };
/** Of a race of two, about. */
const STEPS = 40;
export const APART: readonly UnusualClock[] = [{ aheadMs: HOUR_MS }, { aheadMs: -HOUR_MS }];

/** The first program that goes wrong because of its clocks: under no schedule that is tried does it go wrong with one clock for both. */
export async function findApart({
  host,
  traits,
  effort,
  seed,
  programs,
  clocks,
  onTold,
}: ApartSearch): Promise<FoundApart | undefined> {
  for (const program of programs) {
    const count = program.inTurns ? 1 : SCHEDULES[effort];
    const schedulers = (): Scheduler[] => Array.from({ length: count }, (_, index) => schedulerNumber(index, program, seed));
    let isRight = true;
    for (const scheduler of schedulers()) {
      const { tells, deviation } = await runApart(host, program, { scheduler }, traits);
      isRight = tells && deviation === undefined;
      if (!isRight) break;
    }
    if (!isRight) continue;
    for (const clock of clocks) {
      for (const scheduler of schedulers()) {
        const { run, tells, deviation } = await runApart(host, program, { scheduler, clock }, traits);
        if (tells) onTold();
        if (deviation === undefined) continue;
        const found = { program, clock, turns: turnsOf(run.steps, namesOf(program)), deviation };
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
  { program, clock, turns }: Omit<FoundApart, 'deviation'>,
  {
    host,
    traits,
    stacks = false,
    fresh = true,
  }: Pick<ApartSearch, 'host' | 'traits'> & { readonly stacks?: boolean; readonly fresh?: boolean },
): Promise<Awaited<ReturnType<typeof runApart>> | undefined> {
  const plan = { scheduler: schedulerOfTurns(program, turns), fresh };
  const apart = await runApart(host, program, { ...plan, clock, stacks }, traits);
  if (apart.deviation === undefined) return undefined;
  const together = await runApart(host, program, { ...plan, scheduler: schedulerOfTurns(program, turns) }, traits);
  return together.tells && together.deviation === undefined ? apart : undefined;
}

/** Without the clients that do not matter; of a race both do. */
async function shrunk(found: FoundApart, context: Pick<ApartSearch, 'host' | 'traits'>): Promise<FoundApart> {
  if (!found.program.inTurns) return found;
  let best = found;
  for (let drop = found.program.clients.length - 1; drop >= 0; drop--) {
    const program = { ...best.program, clients: best.program.clients.toSpliced(drop, 1) };
    const smaller = { program, clock: best.clock, turns: [] };
    const deviation = (await again(smaller, { ...context, fresh: false }))?.deviation;
    if (deviation !== undefined) best = { ...smaller, deviation };
  }
  return (await again(best, context)) === undefined ? found : best;
}
