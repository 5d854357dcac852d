import { validate } from 'ctrf';
import { expect, test } from 'vitest';
import { telling } from '../../../judge/telling.ts';
import type { Report, RequirementReport } from '../../../verdict/report.ts';
import { sampleCounterexample, sampleReport, sampleRequirement } from '../../sample-report.test-data.ts';
import { renderCtrf } from './ctrf.ts';

function rendered(report: Report, directory?: string) {
  return JSON.parse(renderCtrf(report, directory === undefined ? { telling } : { telling, directory }));
}

function onlyTest(changes: Partial<RequirementReport>, report: Partial<Report> = {}, directory?: string) {
  return rendered(sampleReport({ findings: [], ...report, requirements: [sampleRequirement(changes)] }), directory).results
    .tests[0];
}

test.each([
  ['every verdict', sampleReport()],
  ['a report of nothing', sampleReport({ requirements: [], findings: [] })],
])('%s is valid by the schema', (_what, report) => {
  expect(validate(rendered(report))).toMatchObject({ valid: true, errors: [] });
  expect(validate({ ...rendered(report), mine: 1 }).valid).toBe(false);
});

test.each<[Partial<RequirementReport>, string]>([
  [{ verdict: 'pass' }, 'passed'],
  [{ verdict: 'fail' }, 'failed'],
  [{ verdict: 'fail', severity: 'SHOULD' }, 'other'],
  [{ verdict: 'not-testable' }, 'pending'],
  [{ verdict: 'flaky' }, 'other'],
  [{ verdict: 'harness-error' }, 'other'],
  [{ verdict: 'not-applicable' }, 'skipped'],
  [{ verdict: 'disabled' }, 'skipped'],
  [{ verdict: 'expected-fail' }, 'skipped'],
])('%j is %s', (changes, status) => {
  expect(onlyTest(changes)).toMatchObject({ status, rawStatus: changes.verdict });
});

test('what could not be tested is skipped where that is allowed', () => {
  const requirements = [sampleRequirement(), sampleRequirement({ verdict: 'not-testable' })];
  const { tests } = rendered(sampleReport({ verdict: 'incomplete', allowNotTestable: true, requirements, findings: [] })).results;
  expect(tests[1].status).toBe('skipped');
});

test('a test has the bare id, and of a failure where and how', () => {
  const failed = {
    id: 'CRASH-1',
    verdict: 'fail',
    counterexample: sampleCounterexample(),
    counterexampleFile: 'x.json',
  } as const;
  expect(onlyTest(failed)).toMatchObject({
    testId: 'json-store/CRASH-1',
    name: 'CRASH-1',
    suite: ['json-store', 'crash-injection'],
    message: 'Session a cannot be read: Unexpected end of JSON input.',
    trace: expect.stringMatching(/^─── CRASH-1 {2}MUST/),
    filePath: 'src/json-store.ts',
    line: 42,
    extra: { severity: 'MUST', level: 'A', loss: 'kill', checked: 1200, column: 7, counterexampleFile: 'x.json' },
  });
  expect(onlyTest(failed, {}, 'packages/a').filePath).toBe('packages/a/src/json-store.ts');
});

test('counts', () => {
  expect(rendered(sampleReport()).results.summary).toEqual({
    tests: 10,
    passed: 1,
    failed: 2,
    skipped: 3,
    pending: 1,
    other: 3,
    suites: 3,
    start: Date.parse('2026-01-02T03:04:05.678Z'),
    stop: Date.parse('2026-01-02T03:04:05.678Z') + 2345,
    duration: 2345,
  });
});

test('parts of one run share its id and have one of their own; another seed is another run', () => {
  const [first, second, other] = [
    sampleReport(),
    sampleReport({ requirements: [sampleRequirement()], times: { startedAt: '2026-01-02T03:05:00.000Z', durationMs: 1 } }),
    sampleReport({ seed: 2 }),
  ].map((report) => rendered(report));
  expect(first.runId).toBe(second.runId);
  expect(first.reportId).not.toBe(second.reportId);
  expect(first.runId).not.toBe(other.runId);
  expect(rendered(sampleReport())).toEqual(first);
});
