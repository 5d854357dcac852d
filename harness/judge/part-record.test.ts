import { expect, test } from 'vitest';
import type { Finding } from '../verdict/report.ts';
import { emptyPartRecord, joinParts, noteEvent, type PartRecord, partsThatCount } from './part-record.ts';
import type { Part } from './parts.ts';
import { emptyRecord } from './run-record.ts';

const finding = (code: string): Finding => ({ code, level: 'note', message: code });

function done(suite: string, does: Part['does'], more: Partial<PartRecord> = {}): PartRecord {
  const record = emptyPartRecord({ suite, does, requirements: [`${suite}-1`] });
  const core = { scenario: suite, operations: [], expected: '', observed: '' };
  record.failures.push({ requirement: `${suite}-1`, core, confirmations: [] });
  noteEvent({ type: 'finding', finding: finding(`CW_${suite}`) }, record);
  if (does === 'judge')
    noteEvent({ type: 'done', totalWorkloads: 3, checked: { [`${suite}-1`]: 2 }, tallies: { workloads: 3 } }, record);
  else noteEvent({ type: 'observed', under: { ext4: 5 } }, record);
  return Object.assign(record, { finished: true }, more);
}

test('what is judged comes first, then what was noticed everywhere, then what was observed', () => {
  const record = emptyRecord();
  joinParts([done('B', 'judge'), done('A', 'judge'), done('B', 'observe')], record, [finding('CW_NOTICED')]);
  expect(record.failures.map(({ requirement }) => requirement)).toEqual(['B-1', 'A-1']);
  expect(record.observed.map(({ requirement }) => requirement)).toEqual(['B-1']);
  expect(record.findings.map(({ code }) => code)).toEqual(['CW_B', 'CW_A', 'CW_NOTICED', 'CW_B']);
  expect(record).toMatchObject({
    finished: true,
    checked: { 'A-1': 2, 'B-1': 2 },
    statistics: { A: { workloads: 3 }, B: { workloads: 3 } },
    observedUnder: { ext4: 5 },
  });
});

test.each<[what: string, more: Partial<PartRecord>]>([
  ['that loops', { endedEarly: 'the store looped for ever', finished: false }],
  ['with an error', { error: { code: 'CW_STORE_EXITED', message: '', blame: 'usage' }, finished: false }],
])('what comes after a part %s does not count, whatever it found', (_what, more) => {
  const counting = partsThatCount([done('A', 'judge'), done('B', 'judge', more), done('C', 'judge', more), done('A', 'observe')]);
  expect(counting.map(({ part }) => part.suite)).toEqual(['A', 'B']);
  const record = emptyRecord();
  joinParts(counting, record, []);
  expect(record).toMatchObject({
    finished: false,
    ...('error' in more ? { error: more.error } : { endedEarly: more.endedEarly }),
  });
});

test('an observation that did not come to its end leaves what was judged finished', () => {
  const record = emptyRecord();
  joinParts([done('A', 'judge'), done('A', 'observe', { finished: false })], record, []);
  expect(record.finished).toBe(true);
});
