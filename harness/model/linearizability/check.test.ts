import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearizableByBruteForce } from './brute-force.test-data.ts';
import { type CheckResult, type ConcurrentHistory, checkLinearizability, isCompleted, type PureModel } from './check.ts';
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
import { APPEND_GET } from './test-data/append-get.ts';
import { CAS_REGISTER, type RegisterInput, type RegisterOutput } from './test-data/cas-register.ts';

/** `w1 0-3`: a write of 1, called at 0, returned at 3; `r1 2-`: pending; `c12+`: a compare-and-set from 1 to 2 that succeeded. */
function register(text: string): ConcurrentHistory<RegisterInput, RegisterOutput> {
  return text.split(', ').map((operation, client) => {
    const [, op, first, second, sign, call, end] = /^([rwc])(\d|n)(\d?)([+-]?) (\d+)-(\d*)$/.exec(operation) ?? [];
    const value = first === 'n' ? null : Number(first);
    const [input, output]: [RegisterInput, RegisterOutput] =
      op === 'r'
        ? [{ op: 'read' }, { value }]
        : op === 'w'
          ? [{ op: 'write', value: Number(first) }, { written: true }]
          : [{ op: 'cas', from: Number(first), to: Number(second) }, { swapped: sign === '+' }];
    const begun = { client, input, call: Number(call) };
    return end === '' ? begun : { ...begun, output, return: Number(end) };
  });
}

describe('a register', () => {
  test.each<[string, string, boolean]>([
    ['nothing happens', 'rn 0-1', true],
    ['a read of what nobody wrote', 'r1 0-1', false],
    ['a read after the write', 'w1 0-1, r1 2-3', true],
    ['a stale read', 'w1 0-1, w2 2-3, r1 4-5', false],
    ['a read during the write sees either', 'w1 0-1, w2 2-9, r1 3-4, r2 5-6', true],
    ['but not the new value and then the old one', 'w1 0-1, w2 2-9, r2 3-4, r1 5-6', false],
    ['a pending write happens late', 'w1 0-, rn 1-2, rn 3-4, r1 5-6', true],
    ['or never', 'w1 0-, rn 1-2', true],
    ['but not twice', 'w1 0-, r1 1-2, w2 3-4, r2 5-6, r1 7-8', false],
    ['two equal pending writes happen one after the other', 'w1 0-, w1 0-, r1 1-2, w2 3-4, r2 5-6, r1 7-8', true],
    ['the one that is called later cannot come first', 'w1 0-, r1 1-2, w2 3-4, r1 5-6, w1 7-', false],
    ['a pending write does not happen before it is called', 'r1 0-1, w1 2-', false],
    ['of two compare-and-sets one wins', 'w1 0-1, c12+ 2-9, c13- 3-8, r2 10-11', true],
    ['not both', 'w1 0-1, c12+ 2-9, c13+ 3-8', false],
    ['and not none', 'w1 0-1, c12- 2-9', false],
    ['events at one time overlap', 'w1 0-1, w2 1-2, r1 3-4', true],
  ])('%s', (_, text, linearizable) => {
    const history = register(text);
    expect(verdictOf(checkLinearizability(CAS_REGISTER, history))).toBe(linearizable);
    expect(linearizableByBruteForce(CAS_REGISTER, history)).toBe(linearizable);
  });

  test('a violation names the operation that no order reaches, and an order of what came before', () => {
    const history = register('w1 0-1, w2 2-3, r1 4-5, r2 6-7');
    const result = checkLinearizability(CAS_REGISTER, history);
    expect(result).toEqual({
      verdict: 'violation',
      violation: { operations: history, stuckAt: history[2], prefix: [history[0], history[1]], state: 2 },
    });
  });

  test('many clients at once, more than a word of bits', () => {
    const writes = Array.from({ length: 40 }, (_, index) => `w${index % 10} ${index}-${index + 6}`);
    const pending = Array.from({ length: 70 }, (_, index) => `w${index % 10} ${100 + index}-`);
    const text = [...writes, ...pending, 'r3 300-301', 'r4 302-303', 'r3 304-305'].join(', ');
    expect(verdictOf(checkLinearizability(CAS_REGISTER, register(text)))).toBe(true);
    expect(verdictOf(checkLinearizability(CAS_REGISTER, register(`${text}, w1 306-307, rn 308-309`)))).toBe(false);
  });
});

test('partitions are checked apart', () => {
  const put = (key: string, value: string, call: number) =>
    ({ client: 0, input: { op: 'put', key, value }, output: undefined, call, return: call + 1 }) as const;
  const get = (key: string, output: string, call: number) =>
    ({ client: 1, input: { op: 'get', key }, output, call, return: call + 1 }) as const;
  const right = [put('a', '1', 0), put('b', '2', 2), get('a', '1', 4), get('b', '2', 6)];
  expect(checkLinearizability(APPEND_GET, right)).toEqual({ verdict: 'linearizable', order: [0, 2, 1, 3] });
  const wrong = get('b', '1', 8);
  expect(checkLinearizability(APPEND_GET, [...right, wrong])).toMatchObject({
    violation: { stuckAt: wrong, operations: [right[1], right[3], wrong] },
  });
});

test.each<[string, (time: number) => number]>([
  ['fractions', (time) => time / 2 - 3.25],
  ['large numbers', (time) => time * 1e300],
  ['negative numbers', (time) => time - 1000],
  ['infinity', (time) => (time < 3 ? Number.NEGATIVE_INFINITY : time)],
])('times may be %s', (_, map) => {
  const history = register('w1 0-1, w2 2-9, r2 3-4, r2 5-6, w3 7-');
  const mapped = history.map((operation) =>
    operation.return === undefined
      ? { ...operation, call: map(operation.call) }
      : { ...operation, call: map(operation.call), return: map(operation.return) },
  );
  expect(verdictOf(checkLinearizability(CAS_REGISTER, mapped))).toBe(true);
  const stale = { client: 9, input: { op: 'read' }, output: { value: 1 }, call: map(10), return: map(11) } as const;
  expect(verdictOf(checkLinearizability(CAS_REGISTER, [stale, ...mapped]))).toBe(false);
});

test('a history that would take too long is undecided', () => {
  const history = [
    ...Array.from(
      { length: 20 },
      (_, element) => ({ client: element, input: { op: 'append', element }, call: element }) as const,
    ),
    { client: 20, input: { op: 'read' }, output: [-1], call: 30, return: 31 } as const,
  ];
  expect(checkLinearizability(LIST_MODEL, history, { configurationsMax: 1000 })).toEqual({
    verdict: 'undecided',
    reason: 'more than 1000 configurations would have to be visited',
  });
});

describe('agrees with trying every order', () => {
  test('of a register', () => agree(CAS_REGISTER, randomHistories(REGISTER, REGISTER_INPUTS, 7)));
  test('of a register whose hints are missing', () => {
    const { readOnly: _, inputKey: __, ...model } = CAS_REGISTER;
    return agree(model, randomHistories(REGISTER, REGISTER_INPUTS, 7));
  });
  test('of a list', () => agree(LIST_MODEL, randomHistories(LIST, LIST_INPUTS, 7)));
  test('of operations with several outcomes', () => agree(DOCUMENT_MODEL, randomHistories(DOCUMENT, DOCUMENT_INPUTS, 6)));
});

/** Both verdicts have to occur often, or the agreement says little. */
function agree<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  histories: fc.Arbitrary<ConcurrentHistory<Input, Output>>,
): void {
  const count = { true: 0, false: 0 };
  fc.assert(
    fc.property(histories, (history) => {
      const result = checkLinearizability(model, history);
      const linearizable = verdictOf(result);
      count[`${linearizable}`]++;
      expect(linearizable).toBe(linearizableByBruteForce(model, history));
      if (result.verdict === 'linearizable') expectOrder(model, history, result.order);
      else if (result.verdict === 'violation') {
        const { stuckAt, prefix } = result.violation;
        expect(prefix).not.toContain(stuckAt);
        const returned = history.filter((operation) => isCompleted(operation) && operation.return < (stuckAt.return ?? 0));
        expect(prefix).toEqual(expect.arrayContaining(returned));
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(Math.min(count.true, count.false)).toBeGreaterThan(200);
}

function expectOrder<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
  order: readonly number[],
): void {
  expect(new Set(order).size).toBe(order.length);
  const completed = history.flatMap((operation, index) => (isCompleted(operation) ? [index] : []));
  expect(order).toEqual(expect.arrayContaining(completed));
  let states = [model.initial()];
  let latest = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    const operation = history[index];
    if (operation === undefined) throw new Error(`no operation ${index}`);
    latest = Math.max(latest, operation.call);
    expect(operation.return ?? latest).toBeGreaterThanOrEqual(latest);
    states = states.flatMap((state) =>
      isCompleted(operation) ? model.step(state, operation.input, operation.output) : model.mayLeadTo(state, operation.input),
    );
    expect(states).not.toEqual([]);
  }
}

function verdictOf<State, Input, Output>(result: CheckResult<State, Input, Output>): boolean {
  if (result.verdict === 'undecided') throw new Error(result.reason);
  return result.verdict === 'linearizable';
}
