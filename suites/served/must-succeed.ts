import type { Capabilities } from '../../harness/model/capabilities.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { type KnownOperation, possibleStates } from './possible-states.ts';

/** What makes a session that is not there, where nothing else does. */
const MAKING: readonly Operation['op'][] = ['patch', 'append', 'appendAll'];

/**
 * Whether a store has no reason of its own to refuse an operation, after these: a session is made that cannot be there, or one is written to that must be. Where
 * a store has no `create`, the first write makes the session.
 */
export function mustSucceed(
  operation: Operation,
  known: readonly KnownOperation[],
  { methods }: Pick<Capabilities, 'methods'>,
): boolean {
  const session = sessionOf(operation);
  const states = possibleStates(known.filter((one) => sessionOf(one.operation) === session));
  if (operation.op === 'create') return states.every((state) => state === null);
  if (!methods.includes('create') && MAKING.includes(operation.op)) return true;
  return states.every((state) => state !== null);
}
