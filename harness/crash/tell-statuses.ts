import type { OperationStatus } from '../model/history.ts';
import { type Operation, sessionOf } from '../model/operation.ts';

/**
 * Which operations have returned, and which were in flight, a sentence each.
 *
 * @param queued appends are only accepted by their call.
 */
export function tellStatuses(
  operations: readonly Operation[],
  statuses: readonly OperationStatus[],
  { queued }: { queued: boolean },
): string[] {
  const named = (status: OperationStatus): Operation[] => operations.filter((_, index) => statuses[index] === status);
  const done = named('acknowledged').map(
    (operation) => `${nameOf(operation)}${queued && operation.op === 'append' ? ' (only accepted)' : ''}`,
  );
  const pending = named('pending').map(nameOf);
  return [
    ...(done.length === 0 ? [] : [`${queued ? 'Returned' : 'Acknowledged'}: ${done.join(', then ')}.`]),
    ...(pending.length === 0 ? [] : [`In flight: ${pending.join(', ')}.`]),
  ];
}

/** `patch of alpha`. */
export function nameOf(operation: Operation): string {
  const session = sessionOf(operation);
  return session === undefined ? operation.op : `${operation.op} of ${session}`;
}
