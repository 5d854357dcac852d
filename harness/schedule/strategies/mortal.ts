import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';

/** The death of a process among the actors. */
export interface Death {
  readonly actor: number;
  /** Actors of the process that dies. */
  readonly victims: readonly number[];
}

/**
 * Lets each process die after a number of its own steps, any being as likely as any other. Left to a strategy, a death would nearly always come at
 * the beginning, since it can come at every step.
 *
 * @param steps how many steps a process is expected to take.
 */
export function mortal(inner: Scheduler, deaths: readonly Death[], random: Random, steps: number): Scheduler {
  if (deaths.length === 0) return inner;
  const due = deaths.map(({ actor, victims }) => ({ actor, victims, after: 1 + random.below(Math.max(1, steps)), taken: 0 }));
  const isDeath = (actor: number) => due.some((death) => death.actor === actor);
  return {
    next: (able, last) => {
      for (const death of due) if (able.includes(death.actor) && death.taken >= death.after) return death.actor;
      const living = able.filter((actor) => !isDeath(actor));
      const [first = 0] = able;
      const actor = living.length === 0 ? first : inner.next(living, last);
      for (const death of due) if (death.victims.includes(actor)) death.taken++;
      return actor;
    },
  };
}
