import { expect, test } from 'vitest';
import { samplePowerLoss } from '../report/sample-report.test-data.ts';
import type { Confirmation } from '../verdict/counterexample.ts';
import { composeReport } from './compose-report.ts';
import { type JudgeOptions, resolveJudgeOptions } from './judge-options.ts';
import { emptyRecord, type FoundFailure } from './run-record.ts';

test.each<[host: NonNullable<JudgeOptions['host']>, how: Confirmation['how'], result: Confirmation['result'], outcome: string]>([
  ['simulated', 'fresh-worker', 'confirmed', 'refuted'],
  ['simulated', 'fresh-worker', 'not-confirmed', 'undecided'],
  ['simulated', 'process-kill', 'confirmed', 'undecided'],
  ['mounted', 'process-kill', 'confirmed', 'refuted'],
  ['mounted', 'real-processes', 'confirmed', 'refuted'],
  ['mounted', 'process-kill', 'not-confirmed', 'undecided'],
])('on --host %s, what a store does not claim and %s has %s is %s', (host, how, result, outcome) => {
  const core = { ...samplePowerLoss(), models: ['ext4'] } as const;
  const seen: FoundFailure = { requirement: 'CRASH-8', core, confirmations: [{ how, result }] };
  const record = {
    ...emptyRecord(),
    store: { kind: 'store', name: 'sample', claims: { survives: 'process-kill' } },
    observed: [seen],
    observedUnder: { ext4: 1 },
  };
  const options = resolveJudgeOptions({ host, models: ['ext4'] });
  const { observations } = composeReport({ shown: 'sample', url: 'file:///sample.mjs' }, record, options, {
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
  });
  expect(observations.map((one) => one.outcome)).toEqual([outcome]);
});
