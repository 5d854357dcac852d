import { describe, expect, test } from 'vitest';
import { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import { type Choice, preemptionsOf } from '../turns.ts';
import { STRATEGIES, schedulerOf, strategyOf } from './mix.ts';
import { type Death, mortal } from './mortal.ts';
import { pct } from './pct.ts';
import { sticky } from './sticky.ts';
import { uniform } from './uniform.ts';

/** Actors that have so many steps each, and nobody waits for anybody. */
function play(scheduler: Scheduler, steps: readonly number[]): Choice[] {
  const left = [...steps];
  const choices: Choice[] = [];
  for (let last = -1; left.some((count) => count > 0); ) {
    const able = [...left.keys()].filter((actor) => (left[actor] ?? 0) > 0);
    const actor = scheduler.next(able, last);
    expect(able).toContain(actor);
    left[actor] = (left[actor] ?? 0) - 1;
    choices.push({ actor, able });
    last = actor;
  }
  return choices;
}

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);
const share = <T>(all: readonly T[], holds: (one: T) => boolean) => all.filter(holds).length / all.length;
const scheduleOf = (choices: readonly Choice[]) => choices.map(({ actor }) => actor).join('');

describe('uniform', () => {
  test('makes everybody equally likely', () => {
    const random = new Random(1);
    const scheduler = uniform(random);
    const chosen = seeds(6000).map(() => scheduler.next([0, 3, 7], 3));
    for (const actor of [0, 3, 7]) expect(share(chosen, (one) => one === actor)).toBeCloseTo(1 / 3, 1);
  });
});

describe('sticky', () => {
  test.each([0.7, 0.9])(
    'lets whoever took the last step go on with probability %d, beside their share of the rest',
    (probability) => {
      const scheduler = sticky(new Random(1), probability);
      const stayed = share(
        seeds(6000).map(() => scheduler.next([0, 1], 1)),
        (actor) => actor === 1,
      );
      expect(stayed).toBeCloseTo(probability + (1 - probability) / 2, 1);
    },
  );

  test('lets somebody else go on where they cannot', () => {
    const scheduler = sticky(new Random(1), 1);
    expect(new Set(seeds(100).map(() => scheduler.next([0, 2], 1)))).toEqual(new Set([0, 2]));
    expect(new Set(seeds(100).map(() => scheduler.next([0, 2], 2)))).toEqual(new Set([2]));
  });

  test('preempts less the stickier it is', () => {
    const preemptions = (scheduler: (seed: number) => Scheduler) =>
      seeds(200).reduce((sum, seed) => sum + preemptionsOf(play(scheduler(seed), [10, 10])), 0) / 200;
    const [none, some, most] = [
      preemptions((seed) => uniform(new Random(seed))),
      preemptions((seed) => sticky(new Random(seed), 0.7)),
      preemptions((seed) => sticky(new Random(seed), 0.9)),
    ];
    expect(none).toBeGreaterThan(some);
    expect(some).toBeGreaterThan(most);
    expect(most).toBeGreaterThan(0);
  });
});

describe('pct', () => {
  test('preempts at most depth - 1 times, wherever its changes fall', () => {
    for (const depth of [1, 2, 3, 5]) {
      const runs = seeds(300).map((seed) => preemptionsOf(play(pct(new Random(seed), { depth, steps: 24 }), [8, 8, 8])));
      expect(Math.max(...runs)).toBe(depth - 1);
    }
  });

  test('begins with any actor', () => {
    const firsts = seeds(600).map((seed) => play(pct(new Random(seed), { depth: 3, steps: 9 }), [3, 3, 3])[0]?.actor);
    for (const actor of [0, 1, 2]) expect(share(firsts, (one) => one === actor)).toBeCloseTo(1 / 3, 1);
  });

  test('never goes back to somebody who fell as long as anybody else can go on', () => {
    for (const seed of seeds(200)) {
      const choices = play(pct(new Random(seed), { depth: 2, steps: 12 }), [6, 6]);
      // One change at most: nobody is overtaken twice.
      expect(scheduleOf(choices)).toMatch(/^(0*1+0*|1*0+1*)$/);
    }
  });

  test('finds what needs d ordering constraints as often as it promises: 1/(n k^(d-1))', () => {
    // Of two actors with five steps each one is held before its third step until the other has done all of its own.
    const found = seeds(4000).map((seed) => scheduleOf(play(pct(new Random(seed), { depth: 2, steps: 10 }), [5, 5])));
    expect(share(found, (schedule) => schedule === '0011111000')).toBeGreaterThan(1 / (2 * 10));
  });
});

describe('mortal', () => {
  /** Clients 0 and 1 of a process each, and the death of the first one's. */
  const deaths: readonly Death[] = [{ actor: 2, victims: [0] }];
  const steps = 6;
  const runs = seeds(600).map((seed) => {
    const random = new Random(seed);
    return scheduleOf(play(mortal(uniform(random), deaths, random, steps), [steps, steps, 1]));
  });
  const ownSteps = runs.map((schedule) => schedule.slice(0, schedule.indexOf('2')).replaceAll('1', '').length);

  test('lets a process die once, after any number of its own steps alike, and after the first at the earliest', () => {
    for (const schedule of runs) expect(schedule.split('2')).toHaveLength(2);
    for (let count = 1; count <= steps; count++) expect(share(ownSteps, (own) => own === count)).toBeCloseTo(1 / steps, 1);
  });

  test('counts only the steps of those who die', () => {
    const before = runs.map((schedule) => schedule.slice(0, schedule.indexOf('2')).replaceAll('0', '').length);
    expect(new Set(before).size).toBe(steps + 1);
  });

  test('changes nothing where nobody dies', () => {
    const inner = uniform(new Random(1));
    expect(mortal(inner, [], new Random(1), steps)).toBe(inner);
  });

  test('lets a process die at last that has no steps left', () => {
    const scheduler = mortal(uniform(new Random(1)), deaths, new Random(1), 1000);
    expect(scheduler.next([2], 1)).toBe(2);
  });
});

describe('the mix', () => {
  test('takes every strategy in turn', () => {
    expect(seeds(8).map(strategyOf)).toEqual([...STRATEGIES, ...STRATEGIES]);
  });

  test.each(STRATEGIES)('%s: equal seeds give equal schedules, others others', (strategy) => {
    const schedule = (seed: number) => scheduleOf(play(schedulerOf(strategy, new Random(seed), 12), [6, 6]));
    expect(schedule(3)).toBe(schedule(3));
    expect(new Set(seeds(400).map(schedule)).size).toBeGreaterThan(10);
  });
});
