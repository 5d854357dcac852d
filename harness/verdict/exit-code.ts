import type { OverallVerdict, Report } from './report.ts';

/** Exit statuses, documented in docs/cli.md. `incomplete` is 0 where it is put up with. */
export const EXIT_CODES = {
  conforms: 0,
  broken: 1,
  incomplete: 1,
  'stale-baseline': 1,
  usage: 2,
  'harness-error': 3,
  interrupted: 130,
} as const satisfies {
  [V in OverallVerdict | 'usage']: number;
};

/** From where on a run fails: each includes those after it. What broke on our side, or was interrupted, always does. */
export const FAIL_ON = ['warning', 'incomplete', 'broken', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export function exitCodeOf(
  report: Pick<Report, 'verdict' | 'allowNotTestable' | 'requirements'>,
  failOn: FailOn = 'incomplete',
): number {
  const status = isPutUpWith(report) ? EXIT_CODES.conforms : EXIT_CODES[report.verdict];
  const hasWarning = report.requirements.some(({ verdict, severity }) => verdict === 'fail' && severity === 'SHOULD');
  if (status === EXIT_CODES.conforms) return failOn === 'warning' && hasWarning ? EXIT_CODES.broken : status;
  if (status !== EXIT_CODES.broken) return status;
  if (failOn === 'never' || (failOn === 'broken' && report.verdict === 'incomplete')) return EXIT_CODES.conforms;
  return status;
}

/**
 * Whether a verdict is `incomplete` and that was allowed: all that is missing could not be tested, and something else could and held. What failed
 * once and not again (`flaky`) was tested, and is not put up with.
 */
export function isPutUpWith({
  verdict,
  allowNotTestable,
  requirements,
}: Pick<Report, 'verdict' | 'allowNotTestable' | 'requirements'>): boolean {
  if (verdict !== 'incomplete' || !allowNotTestable) return false;
  const flaky = requirements.some((requirement) => requirement.severity === 'MUST' && requirement.verdict === 'flaky');
  return !flaky && requirements.some((requirement) => requirement.verdict === 'pass');
}
