import type { Turn } from '../verdict/counterexample.ts';
import type { Scheduler } from './scheduler.ts';

/** A step as far as schedules are concerned. */
export interface Choice {
  readonly actor: number;
  readonly able: readonly number[];
}

/** Names of the actors of a program, by number; see `Scheduler`. */
export function actorNames({ clients, deaths, processes }: { clients: number; deaths: number; processes: number }): string[] {
  const named = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  return [...named('client', clients), ...named('death', deaths), ...named('background', processes)];
}

/** Somebody else goes on although the one who took the last step could. A death is nobody's going on. */
export function isPreemption(choice: Choice, last: number): boolean {
  return last !== -1 && choice.actor !== last && choice.able.includes(last);
}

export function preemptionsOf(choices: readonly Choice[]): number {
  return choices.filter((choice, index) => isPreemption(choice, choices[index - 1]?.actor ?? -1)).length;
}

/** Choices as turns: only those that end in a preemption say how many steps they last; the others go on as long as they can. */
export function turnsOf(choices: readonly Choice[], names: readonly string[]): Turn[] {
  const turns: Turn[] = [];
  let steps = 0;
  for (const [index, choice] of choices.entries()) {
    steps++;
    const next = choices[index + 1];
    if (next !== undefined && next.actor === choice.actor) continue;
    const client = names[choice.actor] ?? `${choice.actor}`;
    const preempted = next !== undefined && isPreemption(next, choice.actor);
    turns.push(preempted ? { client, steps } : { client });
    steps = 0;
  }
  return turns;
}

/**
 * Follows turns. A turn is over when its steps are taken or its actor cannot go on. After the last one whoever took the last step goes
 * on, and then the others, in their order.
 */
export class TurnScheduler implements Scheduler {
  readonly #turns: readonly { readonly actor: number; readonly steps: number }[];
  #turn = 0;
  #taken = 0;

  constructor(turns: readonly Turn[], names: readonly string[]) {
    this.#turns = turns.map(({ client, steps = Number.POSITIVE_INFINITY }) => ({ actor: names.indexOf(client), steps }));
  }

  next(able: readonly number[], last: number): number {
    for (let turn = this.#turns[this.#turn]; turn !== undefined; turn = this.#turns[++this.#turn]) {
      if (this.#taken < turn.steps && able.includes(turn.actor)) {
        this.#taken++;
        return turn.actor;
      }
      this.#taken = 0;
    }
    return able.includes(last) ? last : (able[0] ?? 0);
  }
}
