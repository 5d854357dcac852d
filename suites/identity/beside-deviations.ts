import type { Beside } from '../../harness/host/beside.ts';
import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import type { ReadResult, Snapshot } from '../../harness/host/snapshot.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { applyOperation, type ComparedParts, type ModelState, sameState } from '../../harness/model/reference.ts';
import type { Deviation } from './deviation.ts';
import type { Ledger } from './ledger.ts';

/**
 * What a second store shows that it cannot have from its own directory: before anything was written to it any session, afterwards a state that
 * its own operations do not lead to. A second store that does not open, or refuses, shows nothing.
 */
export function besideDeviations(
  { snapshots }: Beside,
  { operations, sessions }: { readonly operations: readonly Operation[]; readonly sessions: readonly string[] },
  first: Ledger,
  parts: ComparedParts,
): Deviation[] {
  const [empty, written] = snapshots;
  const deviations: Deviation[] = [];
  for (const session of sessions) {
    deviations.push(
      ...shows(empty, session, [null], parts, 'in a second store, on an empty directory'),
      ...shows(written, session, statesOf(operations, session), parts, 'in a second store, after it was written to'),
    );
  }
  const listed = empty?.listed;
  const foreign = listed !== undefined && 'sessions' in listed ? listed.sessions.find((id) => first.written.has(id)) : undefined;
  if (foreign !== undefined) {
    const when = 'in a second store, on an empty directory';
    deviations.push({ kind: 'leaked', session: foreign, when, expected: 'list does not give it', found: 'list gives it' });
  }
  return deviations;
}

function shows(
  snapshot: Snapshot | undefined,
  session: string,
  states: readonly ModelState[],
  parts: ComparedParts,
  when: string,
): Deviation[] {
  const result: ReadResult | undefined = snapshot?.read[session];
  if (result === undefined || 'problem' in result || result.state === null) return [];
  const { state } = result;
  if (states.some((possible) => sameState(possible, state, parts))) return [];
  const last = states.at(-1) ?? null;
  return [{ kind: 'leaked', session, when, expected: describeState(last, parts), found: describeRead(result, parts) }];
}

/** Everything that these operations, each of which may have been refused, can have made of a session. */
function statesOf(operations: readonly Operation[], session: string): ModelState[] {
  const states: ModelState[] = [null];
  for (const operation of operations) {
    if (sessionOf(operation) !== session) continue;
    states.push(...states.map((state) => applyOperation(state, operation)));
  }
  return states;
}
