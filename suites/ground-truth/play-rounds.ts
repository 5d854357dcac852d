import { readdirSync, statSync } from 'node:fs';
import type { Registry } from '../../harness/contract/registry.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { ScriptPlace } from '../../harness/host/script.ts';
import { PAST_GRACE_MS, PAST_LOCK_MS, PAST_TTL_MS } from '../../harness/model/registry/operation.ts';
import type { StepOutcome } from '../../harness/model/registry/step.ts';
import type { RegistrySurroundings } from './registry-world.ts';

/** Launches sessions one after the other, each of which runs, is listed, ends and has its time; then looks at what is left. */
export async function playRounds(
  registry: Registry,
  count: number,
  { place, surroundings }: { place: ScriptPlace; surroundings: RegistrySurroundings },
): Promise<StepOutcome> {
  const { clock, runtime } = place;
  const settled = await runtime.settle(async () => {
    for (let round = 0; round < count; round++) {
      place.beat();
      await registry.launch?.(surroundings.guestComes(round));
      await registry.list?.();
      surroundings.guestGoes();
      clock.jump(PAST_GRACE_MS);
      await registry.list?.();
      clock.jump(PAST_TTL_MS);
      await (registry.sweep === undefined ? registry.list?.() : registry.sweep());
    }
  });
  if (!settled.ok) return { how: 'failed', problem: describeProblem(settled.problem) };
  // What was left to timers is done by then.
  await clock.pass(PAST_LOCK_MS);
  const stored = await runtime.settle(() => registry.stored?.() ?? []);
  const entries = stored.ok && Array.isArray(stored.value) ? stored.value.length : 0;
  return { how: 'done', answer: { is: 'kept', entries, bytes: bytesBelow(place.dir) } };
}

function bytesBelow(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).reduce(
    (sum, name) => sum + statSync(`${directory}/${name}`).size,
    0,
  );
}
