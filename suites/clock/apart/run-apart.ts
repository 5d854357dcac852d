import type { StoreHost } from '../../../harness/host/store-host.ts';
import type { TogetherPlan, TogetherRun } from '../../../harness/host/together.ts';
import type { Scheduler } from '../../../harness/schedule/scheduler.ts';
import { TurnScheduler } from '../../../harness/schedule/turns.ts';
import type { StoreTraits } from '../../../harness/suite/subject.ts';
import type { Turn } from '../../../harness/verdict/counterexample.ts';
import { type ApartDeviation, apartDeviation, type Shown } from './deviation.ts';
import { type ApartProgram, asProgram, namesOf, SESSION, type UnusualClock, whoseOf } from './program.ts';

export interface ApartRun {
  readonly run: TogetherRun<unknown>;
  /** Everybody came to the end, so that something can be said. */
  readonly tells: boolean;
  readonly deviation?: ApartDeviation;
}

export interface ApartOptions {
  readonly scheduler: Scheduler;
  /** Absent: a usual one, the same for both. */
  readonly clock?: UnusualClock;
  readonly stacks?: boolean;
  readonly fresh?: boolean;
}

/** Runs a program, and looks: both instances, and whoever opens the store afterwards. */
export async function runApart(
  host: StoreHost,
  program: ApartProgram,
  { clock, ...plan }: ApartOptions,
  traits: StoreTraits,
): Promise<ApartRun> {
  const run = await host.runTogether(asProgram(program), { ...plan, ...planOf(clock), sessions: [SESSION] });
  const tells = run.opened.ok && run.setup.ok && run.end === 'done' && run.stray === undefined && run.flushed.ok;
  if (!tells) return { run, tells };
  const shown: Shown[] = run.lastLooks.map(({ instance, read }) => ({
    by: `In the end ${whoseOf(program)} ${instance + 1}`,
    result: read[SESSION],
  }));
  const { report } = await host.live(run.image, { steps: [{ do: 'snapshot', sessions: [SESSION] }] }, { incarnation: 2 });
  shown.push({ by: 'Who opens the store afterwards', result: report.snapshots[0]?.read[SESSION] });
  const deviation = apartDeviation(program, run, shown, traits);
  return { run, tells, ...(deviation === undefined ? {} : { deviation }) };
}

function planOf(clock: UnusualClock | undefined): Pick<TogetherPlan, 'clocksAheadMs' | 'stillClock'> {
  if (clock === undefined) return {};
  return clock === 'still' ? { stillClock: true } : { clocksAheadMs: [0, clock.aheadMs] };
}

/** One after the other, or as the turns say. */
export function schedulerOfTurns(program: ApartProgram, turns: readonly Turn[]): Scheduler {
  return new TurnScheduler(turns, namesOf(program));
}
