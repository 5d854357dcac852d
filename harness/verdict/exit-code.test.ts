import { expect, test } from 'vitest';
import { sampleReport, sampleRequirement } from '../report/sample-report.test-data.ts';
import { exitCodeOf, isPutUpWith } from './exit-code.ts';
import type { OverallVerdict, Report } from './report.ts';
import type { Verdict } from './requirement.ts';

test.each([
  ['conforms', 0],
  ['broken', 1],
  ['incomplete', 1],
  ['harness-error', 3],
  ['interrupted', 130],
] as const)('%s is %i', (verdict, status) => {
  expect(exitCodeOf(reportOf(verdict, ['pass', 'not-testable'], false))).toBe(status);
});

test.each([
  ['incomplete', ['pass', 'not-testable'], 0],
  ['incomplete', ['pass', 'pass', 'not-testable', 'not-applicable'], 0],
  // Nothing at all was tested, or the run ended with a SHOULD that failed.
  ['incomplete', ['fail', 'not-testable'], 1],
  ['incomplete', ['not-testable', 'not-applicable', 'disabled'], 1],
  // It was tested, and failed once.
  ['incomplete', ['pass', 'not-testable', 'flaky'], 1],
  ['broken', ['pass', 'not-testable'], 1],
  ['harness-error', ['pass', 'not-testable'], 3],
  ['interrupted', ['pass', 'not-testable'], 130],
] as const)('%s of %j, where not testable is allowed, is %i', (verdict, requirements, status) => {
  const report = reportOf(verdict, requirements, true);
  expect(exitCodeOf(report)).toBe(status);
  expect(isPutUpWith(report)).toBe(verdict === 'incomplete' && status === 0);
});

function reportOf(verdict: OverallVerdict, requirements: readonly Verdict[], allowNotTestable: boolean): Report {
  return sampleReport({
    verdict,
    allowNotTestable,
    requirements: requirements.map((one) => sampleRequirement({ verdict: one, severity: 'MUST' })),
  });
}
