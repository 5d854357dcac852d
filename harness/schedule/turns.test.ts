import { describe, expect, test } from 'vitest';
import { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { STRATEGIES, schedulerOf } from './strategies/mix.ts';
import { actorNames, type Choice, preemptionsOf, TurnScheduler, turnsOf } from './turns.ts';

const NAMES = actorNames({ clients: 2, deaths: 1, processes: 1 });

/** Two clients with steps, of which the second cannot go on while the first has taken between 2 and 4 of them; and a death. */
function play(scheduler: Scheduler): Choice[] {
  const taken = [0, 0, 0];
  const most = [6, 5, 1];
  const choices: Choice[] = [];
  for (let last = -1; ; ) {
    const able = [0, 1, 2].filter((actor) => {
      const waits = actor === 1 && (taken[0] ?? 0) > 1 && (taken[0] ?? 0) < 5;
      return !waits && (taken[actor] ?? 0) < (most[actor] ?? 0);
    });
    if (able.length === 0) return choices;
    const actor = scheduler.next(able, last);
    taken[actor] = (taken[actor] ?? 0) + 1;
    choices.push({ actor, able });
    last = actor;
  }
}

test('actors are named after what they are', () => {
  expect(NAMES).toEqual(['client-1', 'client-2', 'death-1', 'background-1']);
});

describe('turns', () => {
  test.each(STRATEGIES)('lead to the same choices again (%s)', (strategy) => {
    for (let seed = 0; seed < 200; seed++) {
      const choices = play(schedulerOf(strategy, new Random(seed), 12));
      const turns = turnsOf(choices, NAMES);
      expect(play(new TurnScheduler(turns, NAMES))).toEqual(choices);
      expect(turns.filter(({ steps }) => steps !== undefined)).toHaveLength(preemptionsOf(choices));
    }
  });

  test('say how many steps only where somebody is preempted', () => {
    const choices = play(new TurnScheduler([{ client: 'client-2', steps: 2 }, { client: 'client-1' }], NAMES));
    expect(turnsOf(choices, NAMES)).toEqual([
      { client: 'client-2', steps: 2 },
      { client: 'client-1' },
      { client: 'client-2' },
      { client: 'death-1' },
    ]);
  });

  test('of somebody who cannot go on are over', () => {
    const turns = [
      { client: 'client-1', steps: 2 },
      { client: 'client-2', steps: 3 },
      { client: 'client-1', steps: 1 },
    ];
    const choices = play(new TurnScheduler(turns, NAMES));
    expect(choices.map(({ actor }) => actor).join('')).toBe('000000111112');
  });
});

describe('equal seeds', () => {
  test.each(STRATEGIES)('give equal schedules (%s)', (strategy) => {
    const schedule = (seed: number) =>
      play(schedulerOf(strategy, new Random(seed), 12))
        .map(({ actor }) => actor)
        .join('');
    expect(schedule(5)).toBe(schedule(5));
    expect(new Set(Array.from({ length: 50 }, (_, seed) => schedule(seed))).size).toBeGreaterThan(5);
  });
});
