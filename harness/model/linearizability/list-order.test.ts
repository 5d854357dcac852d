import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearizableByBruteForce } from './brute-force.test-data.ts';
import { checkLinearizability } from './check.ts';
import { checkListOrder, type ListAnomalyKind, type ListOperation } from './list-order.ts';
import { tellListAnomaly } from './list-order-story.ts';
import { LIST, LIST_INPUTS, LIST_MODEL } from './objects.test-data.ts';
import { randomHistories } from './random-histories.test-data.ts';

/** `+1 0-3`: an append of 1, called at 0, returned at 3; `=1.2 4-5`: a read of 1 and 2; without the second number: pending. */
function list(text: string): ListOperation[] {
  return text.split(', ').map((operation, client) => {
    const [, sign, elements, call, end] = /^([+=])(\S*) (\d+)-(\d*)$/.exec(operation) ?? [];
    const numbers = elements === undefined || elements === '' ? [] : elements.split('.').map(Number);
    const begun = {
      client,
      input: sign === '+' ? ({ op: 'append', element: numbers[0] ?? 0 } as const) : ({ op: 'read' } as const),
      call: Number(call),
    };
    return end === '' ? begun : { ...begun, output: sign === '+' ? undefined : numbers, return: Number(end) };
  });
}

test.each<[string, ListAnomalyKind | undefined]>([
  ['= 0-1', undefined],
  ['+1 0-1, =1 2-3', undefined],
  ['+1 0-9, +2 1-8, =2 3-4, =2.1 10-11', undefined],
  ['+1 0-, = 1-2, =1 3-4', undefined],
  ['+1 0-, = 1-2', undefined],
  ['+1 0-1, +2 2-9, =1 3-4', undefined],
  ['=1 0-1', 'invented'],
  ['+1 0-1, =1.1 2-3', 'duplicated'],
  ['+1 0-9, +2 0-9, =1 1-2, =2.1 3-4', 'forked'],
  ['+1 0-1, = 2-3', 'missing'],
  ['+1 0-1, = 2-3, =1 4-5', 'missing'],
  ['+1 0-, =1 1-2, = 3-4', 'backwards'],
  ['=1 0-1, +1 2-3', 'early'],
  ['+1 0-1, +2 2-3, =2.1 4-5', 'reordered'],
  ['+1 0-1, +2 2-4, =2 3-5', 'missing'],
  ['+1 0-3, +2 4-6, =2 1-7', 'reordered'],
])('%s: %s', (text, kind) => {
  const history = list(text);
  const result = checkListOrder(history);
  expect(result.verdict === 'violation' ? result.anomaly.kind : undefined).toBe(kind);
  expect(linearizableByBruteForce(LIST_MODEL, history)).toBe(kind === undefined);
});

test('elements have to be unique', () => {
  expect(checkListOrder(list('+1 0-1, +1 2-3'))).toEqual({
    verdict: 'undecided',
    reason: '1 is appended twice, so reads do not tell the order',
  });
});

test('agrees with the search and with trying every order', () => {
  const count = { violation: 0, linearizable: 0, undecided: 0 };
  fc.assert(
    fc.property(randomHistories(LIST, LIST_INPUTS, 7), (history) => {
      const { verdict } = checkListOrder(history);
      count[verdict]++;
      if (verdict === 'undecided') return;
      expect(verdict).toBe(checkLinearizability(LIST_MODEL, history).verdict);
      expect(verdict === 'linearizable').toBe(linearizableByBruteForce(LIST_MODEL, history));
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(Math.min(count.linearizable, count.violation)).toBeGreaterThan(200);
});

test('agrees on reads that were made up', () => {
  const history = fc.array(
    fc.record({
      read: fc.option(fc.array(fc.nat(4), { maxLength: 4 }), { freq: 2 }),
      call: fc.nat(20),
      duration: fc.option(fc.nat(8), { freq: 5 }),
    }),
    { maxLength: 7 },
  );
  fc.assert(
    fc.property(history, (plans) => {
      const operations = plans.map(({ read, call, duration }, client): ListOperation => {
        const begun = {
          client,
          input: read === null ? ({ op: 'append', element: client } as const) : ({ op: 'read' } as const),
          call,
        };
        return duration === null ? begun : { ...begun, output: read ?? undefined, return: call + duration };
      });
      expect(checkListOrder(operations).verdict === 'linearizable').toBe(linearizableByBruteForce(LIST_MODEL, operations));
    }),
    { numRuns: 3000, seed: 1 },
  );
});

test('a long history takes linear time', () => {
  const history: ListOperation[] = [];
  for (let element = 0; element < 50_000; element++) {
    history.push({ client: 0, input: { op: 'append', element }, output: undefined, call: 2 * element, return: 2 * element + 3 });
  }
  const all = history.map((_, element) => element);
  history.push({ client: 1, input: { op: 'read' }, output: all, call: 200_000, return: 200_001 });
  expect(checkListOrder(history)).toEqual({ verdict: 'linearizable' });
  const lost = { client: 1, input: { op: 'read' }, output: all.slice(0, -1), call: 200_002, return: 200_003 } as const;
  expect(checkListOrder([...history, lost])).toMatchObject({ anomaly: { kind: 'missing', element: 49_999 } });
});

test.each([
  ['=1 0-1', 'Let A be 0=1. Nobody appended 1, so no order of the appends gives A what it shows: a contradiction.'],
  [
    '+1 0-1, = 2-3',
    'Let A be 0+1, and B 1=. B began after A had returned, so B has to show 1. It does not: an acknowledged append is missing, a contradiction.',
  ],
  [
    '+1 0-1, +2 2-3, =2.1 4-5',
    "Let A be 0+1, B 1+2, and C 2=2.1. B began after A had returned, so A's element comes before B's. C shows B's element without A's in front of it: a contradiction.",
  ],
])('%s: its story', (text, story) => {
  const result = checkListOrder(list(text));
  if (result.verdict !== 'violation') throw new Error('expected a violation');
  const describe = ({ client, input, ...rest }: ListOperation) =>
    `${client}${input.op === 'append' ? `+${input.element}` : `=${'output' in rest ? rest.output?.join('.') : '?'}`}`;
  expect(tellListAnomaly(result.anomaly, describe)).toBe(story);
});
