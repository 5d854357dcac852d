import { validateRegistry } from '../../harness/contract/define-registry.ts';
import type { Registry, RegistryAdapter } from '../../harness/contract/registry.ts';
import { describeProblem, type Outcome, type Problem } from '../../harness/host/problem.ts';
import type { ScriptLife, ScriptPlace } from '../../harness/host/script.ts';
import { PAST_LOCK_MS, type RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistryStep, StepOutcome } from '../../harness/model/registry/step.ts';
import { isLaunchable, type RegistryWorld } from '../../harness/model/registry/world.ts';
import type { RegistryHost } from '../../harness/suite/registry-subject.ts';
import { ask, methodOf } from './ask.ts';
import { playRounds } from './play-rounds.ts';
import { RegistrySurroundings } from './registry-world.ts';

/** What one life of a registry came to. */
export interface PlayedLife {
  readonly opened: Outcome<Registry>;
  readonly bornMs: number;
  readonly steps: readonly RegistryStep[];
  /** The world in the end, of this life's steps only. */
  readonly world: RegistryWorld;
}

export interface LifeToPlay<Image> {
  readonly host: RegistryHost<Image>;
  readonly adapter: RegistryAdapter;
  readonly start: Image;
  /** Absent: a new world, as old as this life. */
  readonly world: (nowMs: number) => RegistryWorld;
  readonly operations: readonly RegistryOperation[];
  readonly incarnation: number;
  /** When it begins; absent for the first life. */
  readonly atMs: number | undefined;
  readonly stacks: boolean;
}

/** Opens the registry on a disk and plays the operations, one after the other; it is killed where they end. */
export function playLife<Image>({
  host,
  adapter,
  start,
  world,
  operations,
  incarnation,
  atMs,
  stacks,
}: LifeToPlay<Image>): Promise<ScriptLife<Image, PlayedLife>> {
  const script = async (place: ScriptPlace): Promise<PlayedLife> => {
    const bornMs = place.clock.nowMs;
    const surroundings = new RegistrySurroundings(place, world(bornMs));
    const opened = await place.runtime.settle(async () =>
      validateRegistry(await adapter.open(surroundings.options()), adapter.claims),
    );
    await place.quiet();
    const steps: RegistryStep[] = [];
    if (!opened.ok) return { opened, bornMs, steps, world: surroundings.world };
    for (const [index, operation] of operations.entries()) {
      place.beat();
      place.note({ type: 'invoke', operation: index });
      const step = await playStep(opened.value, operation, place, surroundings);
      steps.push(step.step);
      place.note({ type: step.step.outcome.how === 'done' ? 'acknowledge' : 'reject', operation: index });
      // What nobody caught has ended the process; and who waits for ever may be waited for once.
      if (step.ended) break;
    }
    return { opened, bornMs, steps, world: surroundings.world };
  };
  return host.run(start, script, { incarnation, stacks, ...(atMs === undefined ? {} : { atMs }) });
}

async function playStep(
  registry: Registry,
  operation: RegistryOperation,
  place: ScriptPlace,
  surroundings: RegistrySurroundings,
): Promise<{ step: RegistryStep; ended: boolean }> {
  const fromMs = place.clock.nowMs;
  const happens = canHappen(operation, surroundings.world, fromMs);
  surroundings.happens(operation);
  let outcome: StepOutcome = { how: 'done', answer: { is: 'nothing' } };
  let ended = false;
  if (operation.op === 'pass') await pass(place, operation.ms);
  else if (operation.op === 'rounds') outcome = await playRounds(registry, operation.count, { place, surroundings });
  else if (happens && methodOf(operation) !== undefined) {
    const settled = await place.runtime.settle(() => ask(registry, operation, surroundings));
    ended = !settled.ok && FATAL.has(settled.problem.kind);
    outcome = settled.ok ? { how: 'done', answer: settled.value } : { how: 'failed', problem: describeProblem(settled.problem) };
  }
  const untilMs = place.clock.nowMs;
  await place.quiet();
  return { step: { operation, fromMs, untilMs, outcome }, ended };
}

/** No session is launched twice, and no wrapper ends twice. */
function canHappen(operation: RegistryOperation, world: RegistryWorld, nowMs: number): boolean {
  if (operation.op === 'launch') return isLaunchable(world, operation.session, nowMs);
  return operation.op !== 'wrapper-ends' || world.sessions[operation.session].launch?.wrapper.state === 'alive';
}

const FATAL: ReadonlySet<Problem['kind']> = new Set(['exited', 'uncaught', 'unhandled-rejection', 'hung']);

/** Whoever sleeps for days misses what should have happened at intervals, and wakes to it once. */
async function pass({ clock }: ScriptPlace, ms: number): Promise<void> {
  if (ms <= 2 * PAST_LOCK_MS) return clock.pass(ms);
  clock.jump(ms - PAST_LOCK_MS);
  await clock.pass(PAST_LOCK_MS);
}
