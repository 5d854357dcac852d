import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleCounterexample, sampleReport, sampleRequirement } from '../../report/sample-report.test-data.ts';
import type { Report, RequirementReport } from '../report.ts';
import { applyBaseline } from './apply-baseline.ts';
import { type Baseline, type BaselineEntries, NO_BASELINE } from './baseline.ts';
import { readBaseline, writeBaseline } from './baseline-file.ts';
import { UNEXPLAINED, updateBaseline } from './update-baseline.ts';

const TODAY = '2026-11-30';
const failing = (id: string, changes: Partial<RequirementReport> = {}): RequirementReport =>
  sampleRequirement({ id, verdict: 'fail', counterexample: sampleCounterexample({ requirement: id }), ...changes });

function reportOf(requirements: RequirementReport[], changes: Partial<Report> = {}): Report {
  const broken = requirements.some(({ verdict, severity }) => verdict === 'fail' && severity === 'MUST');
  return sampleReport({ verdict: broken ? 'broken' : 'conforms', requirements, findings: [], ...changes });
}

function applied(report: Report, entries: BaselineEntries) {
  const { verdict, requirements, baseline, findings } = applyBaseline(report, entries, { file: 'b.json', today: TODAY });
  return {
    verdict,
    verdicts: requirements.map((one) => one.verdict).join(' '),
    baseline,
    codes: findings.map(({ code }) => code),
    first: requirements[0],
  };
}

describe('a baseline', () => {
  test('what is listed and fails is expected to, with its counterexample', () => {
    const entry = { reason: 'we know', issue: 'https://x.test/1', expires: '2027-01-01' };
    const { first, ...rest } = applied(reportOf([failing('CRASH-1'), sampleRequirement({ id: 'CRASH-2' })]), {
      'CRASH-1': entry,
    });
    expect(rest).toEqual({
      verdict: 'conforms',
      verdicts: 'expected-fail pass',
      baseline: { file: 'b.json', matched: ['CRASH-1'], stale: [], expired: [] },
      codes: [],
    });
    expect(first).toMatchObject({
      reason: 'we know (https://x.test/1, until 2027-01-01)',
      counterexample: { requirement: 'CRASH-1' },
    });
  });

  test('a failure that is not listed breaks the run all the same', () => {
    const report = reportOf([failing('CRASH-1'), failing('CRASH-2')]);
    expect(applied(report, { 'CRASH-1': { reason: 'known' } })).toMatchObject({
      verdict: 'broken',
      verdicts: 'expected-fail fail',
    });
  });

  test.each([
    ['passes', sampleRequirement({ id: 'CRASH-1' })],
    ['does not apply', sampleRequirement({ id: 'CRASH-1', verdict: 'not-applicable', reason: 'no' })],
    ['is none of the store', sampleRequirement({ id: 'CRASH-9' })],
  ])('an entry whose requirement %s is stale, and fails the run', (_, requirement) => {
    expect(applied(reportOf([requirement]), { 'CRASH-1': { reason: 'known' } })).toMatchObject({
      verdict: 'stale-baseline',
      baseline: { stale: ['CRASH-1'] },
      codes: ['CW_BASELINE_STALE'],
    });
  });

  test.each(['not-testable', 'disabled', 'flaky', 'harness-error'] as const)('%s says nothing of an entry', (verdict) => {
    const report = reportOf([sampleRequirement({ id: 'CRASH-1', verdict, reason: 'because' })]);
    expect(applied(report, { 'CRASH-1': { reason: 'known' } })).toMatchObject({ verdict: 'conforms', baseline: { stale: [] } });
  });

  test('an entry counts on its last day, and no longer', () => {
    const on = (expires: string) => applied(reportOf([failing('CRASH-1')]), { 'CRASH-1': { reason: 'known', expires } });
    expect(on(TODAY)).toMatchObject({ verdict: 'conforms', baseline: { expired: [] } });
    expect(on('2026-11-29')).toMatchObject({
      verdict: 'broken',
      baseline: { expired: ['CRASH-1'] },
      codes: ['CW_BASELINE_EXPIRED'],
    });
  });

  test('what is not testable beside a known failure leaves the verdict incomplete', () => {
    const report = reportOf([
      failing('CRASH-1'),
      sampleRequirement({ id: 'CRASH-2', verdict: 'not-testable', reason: 'because' }),
    ]);
    expect(applied(report, { 'CRASH-1': { reason: 'known' } }).verdict).toBe('incomplete');
  });

  test('a store that exits is broken whatever is listed', () => {
    const findings = [{ code: 'CW_STORE_EXITED', level: 'error', message: 'it exits' } as const];
    expect(applied(reportOf([failing('CRASH-1')], { findings }), { 'CRASH-1': { reason: 'known' } }).verdict).toBe('broken');
  });
});

test('an update lists what fails, keeps what was said of it, and drops what does not fail', () => {
  const before: Baseline = {
    schemaVersion: 1,
    stores: {
      other: { 'TORN-1': { reason: 'theirs' } },
      'json-store': {
        'CRASH-1': { reason: 'ours', expires: '2026-01-01' },
        'CRASH-2': { reason: 'mended' },
        'CRASH-4': { reason: 'not tried today' },
      },
    },
  };
  const report = reportOf([
    failing('CRASH-1'),
    sampleRequirement({ id: 'CRASH-2' }),
    failing('CRASH-3'),
    sampleRequirement({ id: 'CRASH-4', verdict: 'disabled', reason: 'off' }),
  ]);
  const after = updateBaseline(before, report, TODAY);
  expect(after).toEqual({
    schemaVersion: 1,
    stores: {
      'json-store': {
        'CRASH-1': { reason: 'ours' },
        'CRASH-3': { reason: UNEXPLAINED },
        'CRASH-4': { reason: 'not tried today' },
      },
      other: { 'TORN-1': { reason: 'theirs' } },
    },
  });
  expect(updateBaseline(NO_BASELINE, reportOf([sampleRequirement({})]), TODAY)).toEqual(NO_BASELINE);
});

describe('its file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'baseline-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is read as it was written, and equal baselines give equal bytes', async () => {
    const file = path.join(folder, 'new', 'b.json');
    const baseline: Baseline = { schemaVersion: 1, stores: { 'a "b"': { 'CRASH-1': { reason: 'x', expires: '2028-02-29' } } } };
    await writeBaseline(file, baseline);
    const bytes = await readFile(file);
    expect(await readBaseline(file)).toEqual(baseline);
    await writeBaseline(file, baseline);
    expect(await readFile(file)).toEqual(bytes);
    expect(await readBaseline(path.join(folder, 'none.json'))).toBeUndefined();
  });

  test.each([
    ['{', /not JSON/],
    ['[]', /should be an object/],
    ['{"schemaVersion":2,"stores":{}}', /schemaVersion 1, found 2/],
    ['{"schemaVersion":1,"stores":{},"more":1}', /more/],
    ['{"schemaVersion":1,"stores":{"s":{"CRASH-1":{}}}}', /reason/],
    ['{"schemaVersion":1,"stores":{"s":{"CRASH-1":{"reason":" "}}}}', /a reason; found an empty text/],
    ['{"schemaVersion":1,"stores":{"s":{"CRASH-1":{"reason":"x","expires":"2027-02-30"}}}}', /a day such as/],
    ['{"schemaVersion":1,"stores":{"s":{"CRASH-1":{"reason":"x","issues":"y"}}}}', /issues/],
  ])('%s is refused', async (text, message) => {
    const file = path.join(folder, 'bad.json');
    await writeFile(file, text);
    await expect(readBaseline(file)).rejects.toMatchObject({
      code: 'CW_BASELINE_UNREADABLE',
      message: expect.stringMatching(message),
    });
  });

  test('a directory in its place is refused, by reading and by writing', async () => {
    await expect(readBaseline(folder)).rejects.toMatchObject({ code: 'CW_BASELINE_UNREADABLE' });
    await expect(writeBaseline(folder, NO_BASELINE)).rejects.toMatchObject({ code: 'CW_BASELINE_UNWRITABLE' });
  });
});
