import { describe, expect, test } from 'vitest';
import { BoundedSearch } from './bounded-search.ts';
import { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { type Choice, preemptionsOf } from './turns.ts';

/** Actors that have so many steps each, and nobody waits for anybody. */
function play(scheduler: Scheduler, steps: readonly number[]): Choice[] {
  const left = [...steps];
  const choices: Choice[] = [];
  for (let last = -1; left.some((count) => count > 0); ) {
    const able = [...left.keys()].filter((actor) => (left[actor] ?? 0) > 0);
    const actor = scheduler.next(able, last);
    left[actor] = (left[actor] ?? 0) - 1;
    choices.push({ actor, able });
    last = actor;
  }
  return choices;
}

function schedules(steps: readonly number[], preemptions: number, random?: Random) {
  const search = new BoundedSearch({ preemptions, ...(random === undefined ? {} : { random }) });
  const found: { schedule: string; preemptions: number }[] = [];
  for (let run = search.next(); run !== undefined; run = search.next()) {
    const choices = play(run, steps);
    search.ran(run, choices);
    found.push({ schedule: choices.map(({ actor }) => actor).join(''), preemptions: preemptionsOf(choices) });
  }
  return found;
}

/** Every interleaving, by brute force. */
function everyInterleaving(steps: readonly number[], prefix = ''): string[] {
  if (steps.every((count) => count === 0)) return [prefix];
  return steps.flatMap((count, actor) =>
    count === 0 ? [] : everyInterleaving(steps.with(actor, count - 1), `${prefix}${actor}`),
  );
}

function preemptionsIn(schedule: string): number {
  return [...schedule].filter((actor, at) => {
    const last = schedule[at - 1];
    return last !== undefined && last !== actor && schedule.includes(last, at);
  }).length;
}

describe('a bounded search', () => {
  test.each([[[3, 3]], [[2, 4]], [[2, 2, 2]], [[1, 1, 1, 1]]])('of %j tries each schedule with few preemptions once', (steps) => {
    for (const bound of [0, 1, 2]) {
      const expected = everyInterleaving(steps).filter((schedule) => preemptionsIn(schedule) <= bound);
      const found = schedules(steps, bound).map(({ schedule }) => schedule);
      expect(found.toSorted()).toEqual(expected.toSorted());
    }
  });

  test('tries those with fewer preemptions first', () => {
    const bounds = schedules([3, 3], 2).map(({ preemptions }) => preemptions);
    expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
  });

  test('picks any of those with two, and misses none of them', () => {
    const inOrder = schedules([4, 4], 2).map(({ schedule }) => schedule);
    const picked = schedules([4, 4], 2, new Random(7)).map(({ schedule }) => schedule);
    expect(picked).not.toEqual(inOrder);
    expect(picked.toSorted()).toEqual(inOrder.toSorted());
  });

  test('counts no preemption where a free actor comes between', () => {
    const search = new BoundedSearch({ preemptions: 0, free: (actor) => actor === 1 });
    const found: string[] = [];
    for (let run = search.next(); run !== undefined; run = search.next()) {
      const choices = play(run, [3, 1]);
      search.ran(run, choices);
      found.push(choices.map(({ actor }) => actor).join(''));
    }
    expect(found.toSorted()).toEqual(['0001', '0010', '0100', '1000']);
  });
});

test('what waits to be run takes memory with the length of the runs, not with its square', () => {
  const before = process.memoryUsage().heapUsed;
  const search = new BoundedSearch({ preemptions: 1 });
  const steps = 10_000;
  const run = search.next();
  if (run === undefined) throw new Error('no run');
  search.ran(run, play(run, [steps, steps]));
  // Copied, the ten thousand prefixes of up to ten thousand choices would take 400 MB and more.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
  const second = search.next();
  expect(second?.prefix).toEqual([1]);
  for (let tried = 0; tried < 100; tried++) search.next();
  expect(search.next()?.prefix).toEqual([...Array.from({ length: 101 }, () => 0), 1]);
});
