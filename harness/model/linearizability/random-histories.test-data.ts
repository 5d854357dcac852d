import fc from 'fast-check';
import type { ConcurrentHistory, HistoryOperation } from './concurrent-history.ts';

export interface SimulatedObject<State, Input, Output> {
  readonly initial: State;
  /** What an object that is right does, told `salt`, a small number. */
  readonly apply: (state: State, input: Input, salt: number) => readonly [State, Output];
}

/**
 * Histories of an object that does one operation after the other, each at a moment near the time in which it is open, sometimes outside of it:
 * many of them are linearizable and many are not. Events fall on the same time now and then, and some operations are pending, whether or
 * not they happened.
 */
export function randomHistories<State, Input, Output>(
  object: SimulatedObject<State, Input, Output>,
  inputs: fc.Arbitrary<Input>,
  operationsMax: number,
): fc.Arbitrary<ConcurrentHistory<Input, Output>> {
  const operation = fc.record({
    input: inputs,
    call: fc.nat(4 * operationsMax),
    duration: fc.nat(8),
    /** Where in its time it happens, in percent; now and then too early or too late. */
    moment: fc.oneof({ weight: 2, arbitrary: fc.nat(100) }, { weight: 1, arbitrary: fc.constantFrom(-400, -200, 300, 500) }),
    outcome: fc.constantFrom('returned', 'returned', 'returned', 'returned', 'returned', 'happened', 'never happened'),
  });
  return fc.array(operation, { minLength: operationsMax - 4, maxLength: operationsMax }).map((plans) => {
    const moments = plans.map((plan, client) => ({ ...plan, client, at: plan.call + (plan.duration * plan.moment) / 100 }));
    const history: HistoryOperation<Input, Output>[] = [];
    let state = object.initial;
    for (const { input, call, duration, outcome, client } of moments.sort((a, b) => a.at - b.at)) {
      if (outcome === 'never happened') {
        history.push({ client, input, call });
        continue;
      }
      const [next, output] = object.apply(state, input, client);
      state = next;
      history.push(outcome === 'happened' ? { client, input, call } : { client, input, output, call, return: call + duration });
    }
    return history;
  });
}
