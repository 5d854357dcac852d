import type { OperationStatus } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { applyOperation, type ModelState } from '../../harness/model/reference.ts';

/** An operation on one session, and what is known of it. */
export interface KnownOperation {
  readonly operation: Operation;
  readonly status: OperationStatus;
}

/** A state, and which operations of unknown outcome may still change it. */
interface World {
  readonly state: ModelState;
  readonly open: readonly Operation[];
}

/**
 * Every state that a session may be in after operations one after the other. What was acknowledged has happened, in its place. What was refused or did not come
 * back may have happened, then or at any later moment, or never: whole.
 */
export function possibleStates(operations: readonly KnownOperation[]): ModelState[] {
  let worlds: World[] = [{ state: null, open: [] }];
  for (const { operation, status } of operations) {
    if (status === 'not-invoked') continue;
    worlds = distinct(
      withLateOnes(worlds).map(({ state, open }) =>
        status === 'acknowledged' ? { state: applyOperation(state, operation), open } : { state, open: [...open, operation] },
      ),
    );
  }
  return distinct(withLateOnes(worlds)).map(({ state }) => state);
}

function withLateOnes(worlds: readonly World[]): World[] {
  const all = [...worlds];
  // It grows as it is gone through.
  for (const { state, open } of all) {
    for (const [at, operation] of open.entries()) {
      all.push({ state: applyOperation(state, operation), open: open.filter((_, other) => other !== at) });
    }
  }
  return all;
}

function distinct(worlds: readonly World[]): World[] {
  return [...new Map(worlds.map((world) => [JSON.stringify(world), world])).values()];
}
