import { expect, test } from 'vitest';
import type { Damage } from '../../harness/corruption/damage.ts';
import { tag } from '../../harness/corruption/tags.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import type { HistoryEvent } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { caseOf, DOCUMENT, FIELDS, LOG, lifeThat, RECORDS, type Shown, snapshotOf } from './damage-case.test-data.ts';
import { forgottenDeviations } from './later-writes.ts';
import { DAMAGED } from './workloads.ts';

const LATER = { later: tag(0, 'after') };
const APPEND: Operation = { op: 'append', session: DAMAGED, record: LATER };
const PATCH: Operation = { op: 'patch', session: DAMAGED, fields: LATER };
const GLUED: Damage = { file: 'alpha', kind: 'glued-lines', at: 1 };
const UNENDED: Damage = { file: 'alpha', kind: 'cut', at: LOG.length - 1 };

interface Told {
  readonly operations?: readonly Operation[];
  readonly ends?: readonly ('acknowledge' | 'reject')[];
  readonly more?: Partial<LifeReport>;
  readonly nextMore?: Partial<LifeReport>;
}

function forgotten(content: string, damage: Damage, next: Shown, { operations = [APPEND], ends, more, nextMore }: Told = {}) {
  const history = operations.flatMap((_, operation): HistoryEvent[] => [
    { type: 'invoke', operation },
    { type: ends?.[operation] ?? 'acknowledge', operation },
  ]);
  const whole = content === LOG ? RECORDS : FIELDS;
  const first = lifeThat(snapshotOf(whole), { history, operations: [...operations], ...more });
  return forgottenDeviations(caseOf(content, damage, whole, { first, next: lifeThat(snapshotOf(next), nextMore) }));
}

const RECORD_THERE: Shown = { records: [...(RECORDS.records ?? []), LATER] };

test('a record that was acknowledged after the damage, and is not there', () => {
  expect(forgotten(LOG, GLUED, RECORDS)).toMatchObject([{ kind: 'silent', expected: expect.stringContaining('(append)') }]);
  expect(forgotten(LOG, GLUED, null)).toHaveLength(1);
  expect(forgotten(LOG, GLUED, RECORD_THERE)).toEqual([]);
});

test('also where a crash could have left the file', () => {
  expect(forgotten(LOG, UNENDED, RECORDS)).toHaveLength(1);
  expect(forgotten(LOG, UNENDED, RECORD_THERE)).toEqual([]);
});

test('a field, wherever else its text is', () => {
  const operations = [PATCH];
  const told = forgotten(DOCUMENT, { file: 'alpha', kind: 'cut', at: 20 }, FIELDS, { operations });
  expect(told).toMatchObject([{ expected: expect.stringContaining('(patch)') }]);
  const there: Shown = { fields: { ...FIELDS.fields, ...LATER } };
  expect(forgotten(DOCUMENT, { file: 'alpha', kind: 'cut', at: 20 }, there, { operations })).toEqual([]);
});

test.each<[what: string, told: Told]>([
  ['the write was refused', { ends: ['reject'] }],
  ['so was the flush that acknowledges it', { operations: [APPEND, { op: 'flush' }], ends: ['acknowledge', 'reject'] }],
  ['an error was reported when it was written', { more: { reportedErrors: 1 } }],
  ['an error was reported when it was opened again', { nextMore: { reportedErrors: 1 } }],
  ['closing failed', { more: { closed: { ok: false, problem: { kind: 'threw', message: 'no' } } } }],
  ['it does not open', { nextMore: { opened: { ok: false, problem: { kind: 'threw', message: 'no' } } } }],
  ['it was of the other session', { operations: [{ ...APPEND, session: 'beta' }] }],
])('nothing is forgotten where %s', (_, told) => {
  expect(forgotten(LOG, GLUED, RECORDS, told)).toEqual([]);
});

test('nor where reading fails', () => {
  expect(forgotten(LOG, GLUED, 'threw')).toEqual([]);
});

test('nor where the same is not shown without any damage, or nobody could notice the damage', () => {
  const first = lifeThat(snapshotOf(RECORDS), {
    history: [
      { type: 'invoke', operation: 0 },
      { type: 'acknowledge', operation: 0 },
    ],
    operations: [APPEND],
  });
  const told = caseOf(LOG, GLUED, RECORDS, { first });
  expect(forgottenDeviations(told)).toHaveLength(1);
  expect(forgottenDeviations({ ...told, undamaged: { ...told.undamaged, shownLater: new Set() } })).toEqual([]);
  expect(forgottenDeviations({ ...told, damage: { file: 'alpha', kind: 'untouched' } })).toEqual([]);
});
