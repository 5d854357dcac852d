import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';

/** Whoever took the last step goes on with this probability: longer runs than `uniform`'s, fewer preemptions. */
export function sticky(random: Random, probability: number): Scheduler {
  return {
    next: (able, last) => {
      if (able.includes(last) && random.next() < probability) return last;
      return able[random.below(able.length)] ?? 0;
    },
  };
}
