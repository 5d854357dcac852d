import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearizableByBruteForce } from './brute-force.test-data.ts';
import {
  type ConcurrentHistory,
  checkLinearizability,
  explain,
  type HistoryOperation,
  isCompleted,
  type PureModel,
} from './check.ts';
import { asFree, essentialOperations, isRead } from './essential-operations.ts';
import {
  DOCUMENT,
  DOCUMENT_INPUTS,
  DOCUMENT_MODEL,
  LIST,
  LIST_INPUTS,
  LIST_MODEL,
  REGISTER,
  REGISTER_INPUTS,
} from './objects.test-data.ts';
import { randomHistories } from './random-histories.test-data.ts';
import { settle } from './settled-prefix.ts';
import { CAS_REGISTER } from './test-data/cas-register.ts';
import type { Violation } from './violation.ts';

/** A session's fields: patched by shallow merge, read as a whole. */
type Fields = Readonly<Record<string, number>>;
type FieldsInput = { readonly op: 'patch'; readonly fields: Fields } | { readonly op: 'read' };
type FieldsOperation = HistoryOperation<FieldsInput, Fields | undefined>;

const canonical = (fields: Fields | undefined) => JSON.stringify(Object.entries(fields ?? {}).sort());

const FIELDS: PureModel<Fields, FieldsInput, Fields | undefined> = {
  initial: () => ({}),
  step: (state, input, output) => {
    if (input.op === 'patch') return [{ ...state, ...input.fields }];
    return canonical(output) === canonical(state) ? [state] : [];
  },
  mayLeadTo: (state, input) => (input.op === 'patch' ? [{ ...state, ...input.fields }] : []),
  key: canonical,
  readOnly: (input) => input.op === 'read',
};

const patch = (client: number, fields: Fields, call: number, end?: number): FieldsOperation => {
  const begun = { client, input: { op: 'patch', fields }, call } as const;
  return end === undefined ? begun : { ...begun, output: undefined, return: end };
};
const read = (client: number, output: Fields, call: number, end: number): FieldsOperation => ({
  client,
  input: { op: 'read' },
  output,
  call,
  return: end,
});

function storyOf(history: readonly FieldsOperation[], withStates = true): string {
  const describeState = (state: Fields) => JSON.stringify(state);
  const words = {
    describe: (operation: FieldsOperation) =>
      operation.input.op === 'patch'
        ? `client ${operation.client}'s patch ${JSON.stringify(operation.input.fields)}`
        : `client ${operation.client}'s read, which returned ${JSON.stringify('output' in operation ? operation.output : '?')}`,
    ...(withStates ? { describeState } : {}),
  };
  const result = checkLinearizability(FIELDS, history);
  if (result.verdict !== 'violation') throw new Error('expected a violation');
  return explain(FIELDS, result.violation, words).story;
}

describe('stories', () => {
  test('a lost update', () => {
    const history = [
      patch(0, { x: 0 }, 0, 1),
      read(0, { x: 0 }, 2, 3),
      patch(1, { a: 1 }, 4, 7),
      patch(2, { b: 2 }, 5, 8),
      read(1, { x: 0, b: 2 }, 9, 10),
    ];
    expect(storyOf(history)).toMatchInlineSnapshot(
      `"Let A be client 0's patch {"x":0}, B client 1's patch {"a":1}, C client 2's patch {"b":2}, and D client 1's read, which returned {"x":0,"b":2}. B began after A had returned; C began after A had returned; D began after B and C had returned. B and C overlapped. D cannot return what it did: after A, B, C or after A, C, B the state is {"x":0,"b":2,"a":1}. Without B there would be an order: A, C, D. Before D returned, all could be explained. No order explains all of them: a contradiction."`,
    );
    expect(storyOf(history, false)).toMatchInlineSnapshot(
      `"Let A be client 0's patch {"x":0}, B client 1's patch {"a":1}, C client 2's patch {"b":2}, and D client 1's read, which returned {"x":0,"b":2}. B began after A had returned; C began after A had returned; D began after B and C had returned. B and C overlapped. D cannot return what it did: not after A, B, C or after A, C, B. Without B there would be an order: A, C, D. Before D returned, all could be explained. No order explains all of them: a contradiction."`,
    );
  });

  test('a stale read', () => {
    expect(storyOf([patch(0, { a: 1 }, 0, 1), patch(1, { a: 2 }, 2, 3), read(2, { a: 1 }, 4, 5)])).toMatchInlineSnapshot(
      `"Let A be client 0's patch {"a":1}, B client 1's patch {"a":2}, and C client 2's read, which returned {"a":1}. Each of them began after the one before had returned. C cannot return what it did: after A, B the state is {"a":2}. Without B there would be an order: A, C. Before C returned, all could be explained. No order explains all of them: a contradiction."`,
    );
  });

  test('a pending write that is seen and then is not', () => {
    const history = [patch(0, { a: 1 }, 0), read(1, { a: 1 }, 1, 2), read(1, {}, 3, 4), patch(2, { b: 1 }, 5, 6)];
    expect(storyOf(history)).toMatchInlineSnapshot(
      `"Let A be client 0's patch {"a":1}, B client 1's read, which returned {"a":1}, and C client 1's read, which returned {}. C began after B had returned. A never returned: it may have happened at any time after its call, or never. C cannot return what it did: after A the state is {"a":1}. B cannot return what it did: at the beginning the state is {}. Before C returned, all could be explained. No order explains all of them: a contradiction."`,
    );
  });

  test('a read of what nobody wrote', () => {
    expect(storyOf([patch(0, { a: 1 }, 0, 1), read(1, { a: 9 }, 0, 3)])).toMatchInlineSnapshot(
      `"Let A be client 1's read, which returned {"a":9}. A cannot return what it did: at the beginning the state is {}. One more operation that wrote cannot change that, whenever it is thought to have happened. No order explains it: a contradiction."`,
    );
  });

  test('after a long time in which nothing was wrong', () => {
    const history = Array.from({ length: 30 }, (_, turn) =>
      patch(turn % 3, { turn }, 2 * turn, 2 * turn + (turn % 3 === 0 ? 3 : 1)),
    );
    expect(storyOf([...history, read(0, { turn: 20 }, 100, 101)])).toMatchInlineSnapshot(
      `"Let A be client 2's patch {"turn":29} and B client 0's read, which returned {"turn":20}. The 21 operations before had returned and left {"turn":20}. B began after A had returned. B cannot return what it did: after A the state is {"turn":29}. Without A there would be an order: B. 8 more operations that wrote cannot change that, whenever they are thought to have happened. Before B returned, all could be explained. No order explains all of them: a contradiction."`,
    );
  });
});

describe('what is left contradicts itself, and every part of it is needed', () => {
  test('of a register', () => sound(CAS_REGISTER, randomHistories(REGISTER, REGISTER_INPUTS, 7)));
  test('of a list', () => sound(LIST_MODEL, randomHistories(LIST, LIST_INPUTS, 6)));
  test('of operations with several outcomes', () => sound(DOCUMENT_MODEL, randomHistories(DOCUMENT, DOCUMENT_INPUTS, 6)));
});

function sound<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  histories: fc.Arbitrary<ConcurrentHistory<Input, Output>>,
): void {
  const property = fc.property(histories, fc.constantFrom(0, 3, 10), (history, enough) => {
    const violation = violationOf(model, history);
    fc.pre(violation !== undefined);
    const { operations, free, initial, settled } = essentialOperations(model, violation, enough);
    const contradicts = (some: ConcurrentHistory<Input, Output>, freed: ConcurrentHistory<Input, Output>) =>
      !linearizableByBruteForce({ ...model, initial: () => initial }, [...some, ...freed.map(asFree)]);
    expect(operations.length + free.length + settled).toBeLessThanOrEqual(history.length);
    expect(contradicts(operations, free)).toBe(true);
    expect(contradicts(operations, [])).toBe(true);
    for (const operation of operations) {
      const others = operations.filter((other) => other !== operation);
      expect(contradicts(others, isRead(model, operation) ? free : [...free, operation])).toBe(false);
    }
    const { story } = explain(model, violation, { describe: ({ client }) => `operation ${client}` });
    expect(story).toMatch(/^Let A be operation \d.* a contradiction\.$/);
    expect(story.split('. ').length).toBeLessThanOrEqual(10);
  });
  fc.assert(property, { numRuns: 150, seed: 1, maxSkipsPerRun: 100 });
}

function violationOf<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
): Violation<State, Input, Output> | undefined {
  const result = checkLinearizability(model, history);
  return result.verdict === 'violation' ? result.violation : undefined;
}

test('a settled prefix changes no verdict', () => {
  let settledOften = 0;
  fc.assert(
    fc.property(randomHistories(REGISTER, REGISTER_INPUTS, 7), fc.nat(3), (history, enough) => {
      const { count, state, rest } = settle(CAS_REGISTER, history, enough);
      if (count > 0) settledOften++;
      expect(count + rest.length).toBe(history.length);
      expect(history.filter((operation) => !rest.includes(operation)).every(isCompleted)).toBe(true);
      const from = { ...CAS_REGISTER, initial: () => state };
      expect(linearizableByBruteForce(from, rest)).toBe(linearizableByBruteForce(CAS_REGISTER, history));
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect(settledOften).toBeGreaterThan(150);
});
