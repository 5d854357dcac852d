import { describe, expect, test } from 'vitest';
import type { Json } from '../../harness/contract/session-store.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { troublesOf } from './session-trouble.ts';
import type { Step } from './session-worlds.ts';

const LOG = { parts: { fields: false, records: true }, creates: false };
const DOCUMENTS = { parts: { fields: true, records: false }, creates: true };
const PROBLEM = { kind: 'threw', message: 'no' } as const;

const steps = (operations: readonly Operation[], must: readonly boolean[]): Step[] =>
  operations.map((operation, index) => ({ index, operation, must: must[index] === true }));

const append = (record: Json): Operation => ({ op: 'append', session: 'a', record });
const three = [append(1), append(2), append(3)];

describe('records, of which the second was refused', () => {
  const given = steps(three, [true, false, true]);
  test.each<[found: Json[] | null, what: string[]]>([
    [[1, 3], []],
    [[1, 2, 3], []],
    [[1], ['lost']],
    [null, ['lost']],
    [[1, 3, 2], ['out-of-order']],
    [[1, 3, 3], ['twice']],
    [[1, '2', 3], ['not-whole']],
    [
      [3, 3, 1, 9],
      ['not-whole', 'twice', 'out-of-order'],
    ],
  ])('%j: %j', (found, what) => {
    const state = found === null ? null : { records: found };
    expect(troublesOf({ state }, given, LOG).map((trouble) => trouble.what)).toEqual(what);
  });

  test('the first record that is lost is named', () => {
    expect(troublesOf({ state: { records: [2] } }, given, LOG)).toEqual([{ what: 'lost', step: 0 }]);
  });

  test('one that cannot be read', () => {
    expect(troublesOf({ problem: PROBLEM }, given, LOG)).toEqual([{ what: 'unreadable', problem: PROBLEM }]);
  });

  test('what an earlier look had ruled out', () => {
    const onlyOne = new Map([['x', { state: { fields: {}, records: [1] }, applied: new Set([0]) }]]);
    const narrow: Parameters<typeof troublesOf>[3] = (step, worlds) => (step === 1 ? onlyOne : worlds);
    expect(troublesOf({ state: { records: [1, 3] } }, given, LOG, narrow)).toEqual([]);
    expect(troublesOf({ state: { records: [1, 2, 3] } }, given, LOG, narrow)).toEqual([{ what: 'came-back' }]);
  });
});

describe('fields, of which a patch was refused', () => {
  const create: Operation = { op: 'create', session: 'a', fields: { made: 1 } };
  const patch: Operation = { op: 'patch', session: 'a', fields: { x: 1, y: 1 } };
  test.each<[created: boolean, found: { [key: string]: Json } | null, what: string[]]>([
    [true, { made: 1 }, []],
    [true, { made: 1, x: 1, y: 1 }, []],
    [true, { made: 1, x: 1 }, ['not-whole']],
    [true, null, ['lost']],
    [false, null, []],
  ])('created: %j, found %j: %j', (created, fields, what) => {
    const state = fields === null ? null : { fields };
    const found = troublesOf({ state }, steps([create, patch], [created, false]), DOCUMENTS);
    expect(found.map((trouble) => trouble.what)).toEqual(what);
  });
});
