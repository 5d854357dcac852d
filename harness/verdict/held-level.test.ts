import { expect, test } from 'vitest';
import { sampleRequirement } from '../report/sample-report.test-data.ts';
import { heldLevel } from './held-level.ts';
import type { RequirementReport } from './report.ts';

const findings: never[] = [];
const of = (...changes: Partial<RequirementReport>[]) =>
  changes.map((change, index) => sampleRequirement({ id: `X-${index}`, ...change }));

test.each<[string, Partial<RequirementReport>[], string | undefined]>([
  ['all that applies passed', [{ level: 'A' }, { level: 'AA' }, { level: 'AAA', verdict: 'not-applicable' }], 'AAA'],
  ['the second level has a failure', [{ level: 'A' }, { level: 'AA', verdict: 'fail' }, { level: 'AAA' }], 'A'],
  ['the first level has one', [{ level: 'A', verdict: 'fail' }, { level: 'AA' }], undefined],
  ['a SHOULD failed', [{ level: 'A' }, { level: 'A', severity: 'SHOULD', verdict: 'fail' }], 'AAA'],
  ['not all was tried', [{ level: 'A' }, { level: 'AA' }, { level: 'AAA', verdict: 'disabled' }], 'AA'],
  ['what is expected to fail fails', [{ level: 'A' }, { level: 'AA', verdict: 'expected-fail' }], 'A'],
  ['nothing applies', [{ level: 'A', verdict: 'not-applicable' }], undefined],
])('%s', (_, changes, expected) => {
  expect(heldLevel({ requirements: of(...changes), findings })).toBe(expected);
});

test('a store that exits holds none', () => {
  const exits = { code: 'CW_STORE_EXITED', level: 'error', message: 'it exits' } as const;
  expect(heldLevel({ requirements: of({ level: 'A' }), findings: [exits] })).toBeUndefined();
});
