import { describe, expect, test } from 'vitest';
import type { Json } from '../contract/session-store.ts';
import { checkLinearizability, type HistoryOperation } from './linearizability/check.ts';
import type { StoreOperation } from './program.ts';
import type { ModelState } from './reference.ts';
import { type SessionModelOptions, type SessionOutput, sessionModel, stateKey } from './session-model.ts';
import { expand, text } from './text.ts';

const session = 'a';
const parts = { fields: true, records: true };
const model = (options: Partial<SessionModelOptions> = {}) =>
  sessionModel({ parts, creates: false, refusesExisting: false, ...options });

const some: ModelState = { fields: { x: 1 }, records: [1] };
const create: StoreOperation = { op: 'create', session, fields: { made: 1 } };
const patch: StoreOperation = { op: 'patch', session, fields: { y: 2 } };
const append: StoreOperation = { op: 'append', session, record: 2 };
const rewrite: StoreOperation = { op: 'rewrite', session, records: [3] };
const touch: StoreOperation = { op: 'touch', session };
const remove: StoreOperation = { op: 'delete', session };
const read: StoreOperation = { op: 'read', session };
const consume: StoreOperation = { op: 'consume', session };

const created: ModelState = { fields: { made: 1 }, records: [] };

describe('what an operation may lead to', () => {
  test.each<[string, StoreOperation, ModelState, ModelState[], Partial<SessionModelOptions>]>([
    ['a create of nothing', create, null, [created], {}],
    [
      'a create of what exists: replaced, left alone, or changed in part',
      create,
      some,
      [
        created,
        some,
        { fields: created.fields, records: some.records },
        { fields: { ...some.fields, ...created.fields }, records: some.records },
        { fields: { ...some.fields, ...created.fields }, records: [] },
      ],
      {},
    ],
    ['a create of what exists, where that is refused: nothing', create, some, [], { refusesExisting: true }],
    ['a create of nothing, where existing ones are refused', create, null, [created], { refusesExisting: true }],
    ['a patch', patch, some, [{ fields: { x: 1, y: 2 }, records: [1] }], {}],
    ['a patch of nothing creates', patch, null, [{ fields: { y: 2 }, records: [] }], {}],
    [
      'a patch of nothing, beside create: or does nothing',
      patch,
      null,
      [{ fields: { y: 2 }, records: [] }, null],
      { creates: true },
    ],
    ['a patch of something, beside create', patch, some, [{ fields: { x: 1, y: 2 }, records: [1] }], { creates: true }],
    [
      'a patch with undefined fields erases nothing',
      { ...patch, undefinedFields: ['x'] },
      some,
      [{ fields: { x: 1, y: 2 }, records: [1] }],
      {},
    ],
    ['an append', append, some, [{ fields: { x: 1 }, records: [1, 2] }], {}],
    ['an append to nothing creates', append, null, [{ fields: {}, records: [2] }], {}],
    ['an append to nothing, beside create', append, null, [{ fields: {}, records: [2] }, null], { creates: true }],
    ['a rewrite replaces records alone', rewrite, some, [{ fields: { x: 1 }, records: [3] }], {}],
    ['a rewrite of nothing, beside create', rewrite, null, [{ fields: {}, records: [3] }, null], { creates: true }],
    ['a touch', touch, some, [some], {}],
    ['a touch of nothing revives nothing', touch, null, [null], { creates: true }],
    ['a delete', remove, some, [null], {}],
    ['a delete of nothing', remove, null, [null], {}],
    ['a consume', consume, some, [null], {}],
    ['a read', read, some, [some], {}],
  ])('%s', (_, operation, before, after, options) => {
    const { step, mayLeadTo } = model(options);
    expect(mayLeadTo(before, operation)).toEqual(after);
    // What is acknowledged without a result has had one of the same effects.
    if (operation.op !== 'read' && operation.op !== 'consume') expect(step(before, operation, 'done')).toEqual(after);
  });
});

describe('what an operation may have returned', () => {
  test('a read: the state that there is', () => {
    const { step } = model();
    const shows = (state: ModelState): SessionOutput => ({ state: stateKey(state, parts) });
    expect(step(some, read, shows({ fields: { x: 1 }, records: [1] }))).toEqual([some]);
    expect(step(some, read, shows({ fields: { x: 1 }, records: [] }))).toEqual([]);
    expect(step(some, read, shows(null))).toEqual([]);
    expect(step(null, read, shows(null))).toEqual([null]);
    expect(step(null, read, shows({ fields: {}, records: [] }))).toEqual([]);
  });

  test('a consume: won where there was something, lost where there was nothing', () => {
    const { step } = model();
    expect(step(some, consume, { won: true })).toEqual([null]);
    expect(step(null, consume, { won: true })).toEqual([]);
    expect(step(null, consume, { won: false })).toEqual([null]);
    expect(step(some, consume, { won: false })).toEqual([]);
  });

  test('only what changes nothing is read-only', () => {
    const { readOnly } = model();
    const isReadOnly = (operation: StoreOperation, output?: SessionOutput) => readOnly?.(operation, output);
    expect([read, touch].map((operation) => isReadOnly(operation))).toEqual([true, true]);
    expect([create, patch, append, rewrite, remove].map((operation) => isReadOnly(operation, 'done'))).toEqual(
      Array(5).fill(false),
    );
    expect([undefined, { won: true }, { won: false }].map((output) => isReadOnly(consume, output))).toEqual([false, false, true]);
  });
});

describe('histories', () => {
  let now = 0;
  const did = (input: StoreOperation, output: SessionOutput = 'done'): HistoryOperation<StoreOperation, SessionOutput> => ({
    client: 0,
    input,
    output,
    call: now++,
    return: now++,
  });
  const pending = (input: StoreOperation): HistoryOperation<StoreOperation, SessionOutput> => ({
    client: 1,
    input,
    call: now++,
  });
  const shows = (state: ModelState) => did(read, { state: stateKey(state, parts) });
  const verdict = (history: HistoryOperation<StoreOperation, SessionOutput>[], options: Partial<SessionModelOptions> = {}) =>
    checkLinearizability(model(options), history).verdict;

  test('what is pending may have happened, later or never', () => {
    const patched = { fields: { made: 1, y: 2 }, records: [] };
    expect(verdict([did(create), pending(patch), shows(created), shows(patched)])).toBe('linearizable');
    expect(verdict([did(create), pending(patch), shows(created)])).toBe('linearizable');
    expect(verdict([did(create), pending(patch), shows(patched), shows(created)])).toBe('violation');
    expect(verdict([did(create), pending(consume), shows(null)])).toBe('linearizable');
  });

  test('of two creates one wins, where existing sessions are refused', () => {
    const twice = [did(create), did(create)];
    expect(verdict(twice)).toBe('linearizable');
    expect(verdict(twice, { refusesExisting: true })).toBe('violation');
    expect(verdict([did(create), did(remove), did(create)], { refusesExisting: true })).toBe('linearizable');
  });

  test('of two winners one is wrong', () => {
    expect(verdict([did(create), did(consume, { won: true }), did(consume, { won: false })])).toBe('linearizable');
    expect(verdict([did(create), did(consume, { won: true }), did(consume, { won: true })])).toBe('violation');
    expect(verdict([did(create), did(consume, { won: false })])).toBe('violation');
  });

  test('a patch of what was deleted may be lost, or make it anew, but brings nothing back', () => {
    const history = [did(create), did(remove), did(patch)];
    expect(verdict([...history, shows(null)], { creates: true })).toBe('linearizable');
    expect(verdict([...history, shows({ fields: { y: 2 }, records: [] })], { creates: true })).toBe('linearizable');
    expect(verdict([...history, shows({ fields: { made: 1, y: 2 }, records: [] })], { creates: true })).toBe('violation');
    expect(verdict([...history, shows(null)], { creates: false })).toBe('violation');
  });
});

describe('the key of a state', () => {
  const key = (fields: { [key: string]: Json }, records: Json[] = []) => stateKey({ fields, records }, parts);
  const long = (end: string) => `${'x'.repeat(10_000)}${end}`;

  test('does not depend on the order of fields, at any depth', () => {
    expect(key({ a: 1, b: { c: 1, d: [{ e: 1, f: 2 }] } })).toBe(key({ b: { d: [{ f: 2, e: 1 }], c: 1 }, a: 1 }));
  });

  test.each<[string, string, string]>([
    ['order of records', key({}, [1, 2]), key({}, [2, 1])],
    ['0 and -0', key({ n: 0 }), key({ n: -0 })],
    ['a text and a number', key({ n: '1' }), key({ n: 1 })],
    ['null and nothing', key({ n: null }), key({})],
    ['an own __proto__ and nothing', key(JSON.parse('{"__proto__":1}')), key({})],
    ['fields and records', key({ a: 1 }, []), key({}, [{ a: 1 }])],
    ['nothing and an empty session', stateKey(null, parts), key({})],
    ['long texts that differ in the end', key({ t: long('1') }), key({ t: long('2') })],
    ['a long text and what stands for it', key({ t: long('') }), key({ t: key({ t: long('') }).slice(5, -3) })],
    ['an array and an object', key({ a: [] }), key({ a: {} })],
  ])('tells apart: %s', (_, one, other) => {
    expect(one).not.toBe(other);
  });

  test('of a long text is short, and that of its placeholder', () => {
    const tagged = text('tag', 100_000);
    expect(key({ t: tagged }).length).toBeLessThan(100);
    expect(key({ t: tagged })).toBe(key({ t: expand(tagged) }));
  });

  test('looks only at what the store keeps', () => {
    expect(stateKey({ fields: { a: 1 }, records: [1] }, { fields: true, records: false })).toBe(
      stateKey({ fields: { a: 1 } }, { fields: true, records: false }),
    );
    expect(stateKey({ fields: { a: 1 }, records: [1] }, { fields: false, records: true })).toBe(
      stateKey({ records: [1] }, { fields: false, records: true }),
    );
  });

  test('of what a store leaves out is that of what is empty', () => {
    expect(stateKey({}, parts)).toBe(key({}, []));
  });
});
