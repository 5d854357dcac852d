import {
  type ExpectationOptions,
  expectationsOf,
  legalStates,
  type OperationStatus,
  type SessionExpectation,
} from '../model/history.ts';
import { type Operation, sessionOf } from '../model/operation.ts';
import { applyOperation, type ModelState } from '../model/reference.ts';
import type { KillPoint } from '../verdict/counterexample.ts';

/**
 * What sessions may look like when a first life was killed, and a second one went on: what the first had not to keep may be there or not, whichever
 * of the two the second life believed; and on that comes what the second life did.
 */
export function expectedAfterKill(
  operations: readonly Operation[],
  statuses: readonly OperationStatus[],
  sessions: readonly string[],
  { killed: { operations: count }, ...options }: ExpectationOptions & { readonly killed: KillPoint },
): SessionExpectation[] {
  const killed = expectationsOf(operations.slice(0, count), statuses.slice(0, count), sessions, options);
  const later = expectationsOf(operations.slice(count), statuses.slice(count), sessions, options);
  const own = operations.slice(count);
  return sessions.flatMap((session, index): SessionExpectation[] => {
    const [before, after] = [killed[index], later[index]];
    if (before === undefined || after === undefined) return [];
    const illegal: ModelState[] = before.states.slice(0, before.required);
    const legal: ModelState[] = [];
    for (const base of legalStates(before)) {
      const states = [base];
      for (const at of after.operations) {
        const operation = own[at];
        if (operation !== undefined && sessionOf(operation) === session)
          states.push(applyOperation(states.at(-1) ?? null, operation));
      }
      illegal.push(...states.slice(0, after.required));
      legal.push(...states.slice(after.required));
    }
    const { inFlight } = after;
    return [
      {
        session,
        states: [...illegal, ...legal],
        operations: [...before.operations, ...after.operations.map((at) => at + count)],
        required: illegal.length,
        flushed: after.flushed > 0 ? illegal.length : before.flushed,
        inFlight: inFlight === undefined ? undefined : inFlight + count,
      },
    ];
  });
}
