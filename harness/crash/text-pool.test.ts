import { expect, test } from 'vitest';
import type { LifeReport } from '../host/life.ts';
import { TextPool } from './text-pool.ts';

function reading(state: object): LifeReport {
  const read = { alpha: { state } };
  return {
    opened: { ok: true, value: undefined },
    history: [],
    operations: [],
    snapshots: [{ read, views: { meta: read } }],
    reportedErrors: 0,
    reported: [],
    besides: [],
  };
}

test('what was read stays equal, in fields, records and whatever is within', () => {
  const pool = new TextPool();
  const state = () => ({ fields: { long: 'x'.repeat(2000), short: 'y' }, records: [{ deep: ['z'.repeat(1500)] }] });
  for (const report of [reading(state()), reading(state())]) {
    pool.pool(report);
    expect(report).toEqual(reading(state()));
  }
});

test('an object that cannot be changed is left as it is', () => {
  const frozen = Object.freeze({ fields: Object.freeze({ long: 'x'.repeat(2000) }) });
  const pool = new TextPool();
  pool.pool(reading(frozen));
  expect(frozen.fields.long).toHaveLength(2000);
});
