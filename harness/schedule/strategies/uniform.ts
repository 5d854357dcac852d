import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';

/** Everybody who can go on is equally likely to. */
export function uniform(random: Random): Scheduler {
  return { next: (able) => able[random.below(able.length)] ?? 0 };
}
