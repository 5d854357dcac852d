import type { OverallVerdict } from './report.ts';

/** Exit statuses, documented in docs/cli.md. */
export const EXIT_CODES = { conforms: 0, broken: 1, usage: 2, 'harness-error': 3, interrupted: 130 } as const;

export function exitCodeOf(verdict: OverallVerdict): number {
  return EXIT_CODES[verdict];
}
