import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010): every actor has a random priority, the highest
 * goes on, and at `depth - 1` random steps whoever is about to go on falls below everybody else. A bug that needs d ordering constraints is
 * found with probability at least 1/(n k^(d-1)) for n actors and k steps.
 *
 * @param steps how many steps a run is expected to take; the changes are placed among them.
 */
export function pct(random: Random, { depth, steps }: { depth: number; steps: number }): Scheduler {
  const priorities = new Map<number, number>();
  const changes = new Set<number>();
  for (let change = 1; change < depth; change++) changes.add(random.below(Math.max(1, steps)));
  let step = 0;
  let lowest = 0;
  const priorityOf = (actor: number): number => {
    const known = priorities.get(actor);
    if (known !== undefined) return known;
    const priority = 1 + random.next();
    priorities.set(actor, priority);
    return priority;
  };
  const highest = (able: readonly number[]): number => {
    let best = able[0] ?? 0;
    for (const actor of able) if (priorityOf(actor) > priorityOf(best)) best = actor;
    return best;
  };
  return {
    next: (able) => {
      if (changes.has(step++)) priorities.set(highest(able), --lowest);
      return highest(able);
    },
  };
}
