import { expect, test } from 'vitest';
import { type ResolvedClaims, resolveClaims } from '../contract/claims.ts';
import { telling } from '../judge/telling.ts';
import type { Observation, RequirementReport } from '../verdict/report.ts';
import { painter } from './color.ts';
import { observationLines } from './observation-lines.ts';
import { sampleObservations, sampleReport, sampleRequirement } from './sample-report.test-data.ts';

const lines = (observations: Observation[], target = './a b.ts') =>
  observationLines(sampleReport({ observations, store: { ...sampleReport().store, target } }), {
    paint: painter(false),
    width: 300,
    telling,
  });

test('says what was seen under which model, and accuses nobody', () => {
  expect(lines(sampleObservations())).toEqual([
    'Observations',
    '  The store does not claim to survive power loss. Tried all the same: it does not under xfs, posix; nothing refuted it under ext4.',
    "  Hint: npx crashworthy probe './a b.ts' shows how, and what the store could claim",
  ]);
});

test.each<[what: string, outcomes: Observation['outcome'][], text: RegExp | undefined]>([
  ['everything refuted', ['refuted'], /Tried all the same: it does not under ext4\.$/],
  ['nothing refuted', ['not-refuted'], /Tried all the same: nothing refuted it under ext4\.$/],
  ['something seen once', ['undecided'], /: under ext4 it did not, once, and not when it was tried again\.$/],
  ['nothing tried', ['not-tried'], undefined],
  ['nothing at all', [], undefined],
])('%s', (_what, outcomes, text) => {
  const found = lines(outcomes.map((outcome) => ({ guarantee: 'power-loss', model: 'ext4', outcome, checked: 1 })));
  if (text === undefined) expect(found).toEqual([]);
  else expect(found[1]).toMatch(text);
});

test.each<[writers: ResolvedClaims['writers'], verdict: RequirementReport['verdict'], text: string | undefined]>([
  ['one-instance', 'pass', '  Writers through several instances or processes were not tried: the store does not claim them.'],
  ['many-instances', 'fail', '  Writers in several processes were not tried: the store does not claim them.'],
  ['many-processes', 'pass', undefined],
  ['one-instance', 'disabled', undefined],
])('writers: %s, and one requirement %s', (writers, verdict, text) => {
  const { store } = sampleReport();
  const report = sampleReport({
    observations: [],
    store: { ...store, claims: resolveClaims({ survives: 'process-kill', writers }) },
    requirements: [sampleRequirement({ suite: 'concurrent-patch', verdict })],
  });
  const found = observationLines(report, { paint: painter(false), width: 300, telling });
  expect(found[1]).toBe(text);
});
