import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import { pct } from './pct.ts';
import { sticky } from './sticky.ts';
import { uniform } from './uniform.ts';

export const STRATEGIES = ['uniform', 'pct', 'sticky-0.7', 'sticky-0.9'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** A scheduler of one strategy for one run. `steps`: how many the run is expected to take. */
export function schedulerOf(strategy: StrategyName, random: Random, steps: number): Scheduler {
  switch (strategy) {
    case 'uniform':
      return uniform(random);
    case 'pct':
      return pct(random, { depth: 3, steps });
    case 'sticky-0.7':
      return sticky(random, 0.7);
    case 'sticky-0.9':
      return sticky(random, 0.9);
  }
}

/** The strategies in turn, run by run: what one of them hardly ever finds another finds soon. */
export function strategyOf(run: number): StrategyName {
  return STRATEGIES[run % STRATEGIES.length] ?? 'uniform';
}
