import { expect, test } from 'vitest';
import type { Report } from '../verdict/report.ts';
import { sampleReport, sampleRequirement } from './sample-report.test-data.ts';
import { countedVerdicts, heldWords } from './verdict-words.ts';

const passed = sampleRequirement();
const failed = (level: 'A' | 'AA') => sampleRequirement({ verdict: 'fail', level });

test.each<[Partial<Report>, string]>([
  [{ holds: 'AA', requirements: [passed] }, 'level AA holds'],
  [{ requirements: [passed, failed('A')] }, 'no level holds'],
  [{ requirements: [passed], findings: [{ code: 'CW_X', level: 'error', message: 'x' }] }, 'no level holds'],
  [{ requirements: [passed, failed('AA'), sampleRequirement({ verdict: 'disabled' })] }, 'not all of level A was judged'],
  [{ requirements: [passed, sampleRequirement({ verdict: 'not-testable' })] }, 'not all of level A was judged'],
])('case %#', (changes, expected) => {
  expect(heldWords(sampleReport({ findings: [], ...changes }))).toBe(expected);
});

test('a SHOULD that failed is counted as a warning', () => {
  const should = sampleRequirement({ verdict: 'fail', severity: 'SHOULD' });
  expect(countedVerdicts({ requirements: [passed, failed('A'), should, should] })).toEqual([
    '1 passed',
    '1 failed',
    '2 warnings',
  ]);
  expect(countedVerdicts({ requirements: [] })).toEqual([]);
});
