import type { Fields, Json, SessionState } from '../../harness/contract/session-store.ts';
import type { SessionExpectation } from '../../harness/model/history.ts';
import { type ComparedParts, type ModelState, sameJson, sameState } from '../../harness/model/reference.ts';

/** How one recovered session compares with its legal states. */
export type Assessment = 'legal' | 'lost' | 'partial' | 'hole' | 'resurrected';

/** Compares a session that could be read (`null`: is not there) with what it may be. */
export function assessState(expectation: SessionExpectation, found: SessionState | null, parts: ComparedParts): Assessment {
  const { states, required } = expectation;
  if (states.slice(required).some((state) => sameState(state, found, parts))) return 'legal';
  const mustHold = states[required] ?? null;
  if (mustHold === null && required > 0 && stemsFrom(states.slice(0, required), found, parts)) return 'resurrected';
  if (mustHold === null) return isHole(found, states, parts) ? 'hole' : 'partial';
  if (found === null || states.slice(0, required).some((state) => sameState(state, found, parts))) return 'lost';
  if (!holds(mustHold, states.slice(required), found, parts)) return 'lost';
  return isHole(found, states, parts) ? 'hole' : 'partial';
}

/** Whole records of the session, in order, but some left out before others. */
function isHole(found: SessionState | null, states: readonly ModelState[], parts: ComparedParts): boolean {
  const records = found?.records ?? [];
  return parts.records && records.length > 0 && isSubsequence(records, states.at(-1)?.records ?? []);
}

/** Whether a session may be there, and may be missing, judging by its legal states alone. */
export function mayBe(expectation: SessionExpectation): { present: boolean; absent: boolean } {
  const legal = expectation.states.slice(expectation.required);
  return { present: legal.some((state) => state !== null), absent: legal.some((state) => state === null) };
}

/** Whether everything that had to survive is in what was found, except where a pending operation may have replaced it. */
function holds(
  mustHold: NonNullable<ModelState>,
  later: readonly ModelState[],
  found: SessionState,
  parts: ComparedParts,
): boolean {
  if (parts.fields && !holdsFields(mustHold.fields, later, found.fields ?? {})) return false;
  if (!parts.records) return true;
  // A pending rewrite or delete may have taken the records away.
  if (later.some((state) => state === null || !isPrefix(mustHold.records, state.records))) return true;
  return isPrefix(mustHold.records, found.records ?? []);
}

function holdsFields(mustHold: Fields, later: readonly ModelState[], found: Fields): boolean {
  return Object.entries(mustHold).every(
    ([key, value]) => sameJson(found[key], value) || later.some((state) => state === null || !sameJson(state.fields[key], value)),
  );
}

function isPrefix(prefix: readonly Json[], records: readonly Json[]): boolean {
  return prefix.length <= records.length && prefix.every((record, index) => sameJson(record, records[index]));
}

function isSubsequence(part: readonly Json[], whole: readonly Json[]): boolean {
  let next = 0;
  for (const record of whole) if (next < part.length && sameJson(part[next], record)) next++;
  return next === part.length;
}

/** Whether what was found contains anything of what the session held before it was deleted. */
function stemsFrom(before: readonly ModelState[], found: SessionState | null, parts: ComparedParts): boolean {
  if (found === null) return false;
  return before.some((state) => {
    if (state === null) return false;
    if (sameState(state, found, parts)) return true;
    if (Object.entries(found.fields ?? {}).some(([key, value]) => sameJson(state.fields[key], value))) return true;
    return (found.records ?? []).some((record) => state.records.some((old) => sameJson(old, record)));
  });
}
