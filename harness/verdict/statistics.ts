import type { Statistics } from './report.ts';

/** What all suites together counted under this name. */
export function sumOf(statistics: Statistics, tally: string): number {
  return Object.values(statistics).reduce((total, { [tally]: counted = 0 }) => total + counted, 0);
}
