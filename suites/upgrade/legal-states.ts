import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Json, SessionState } from '../../harness/contract/session-store.ts';
import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import { type ComparedParts, type ModelState, sameJson } from '../../harness/model/reference.ts';
import { acknowledgesLater } from '../acknowledgement.ts';
import { ExpectedStates, type InitialStates } from '../expected-states.ts';
import type { LivedChapter } from './live-trial.ts';

/** What a session may be, after all that was done: one of these, or one of them with more in it. */
export type LegalStates = ReadonlyMap<string, readonly ModelState[]>;

/** What is legal after these lives. An operation that was not acknowledged may have happened, or not. */
export function legalAfter(
  chapters: readonly LivedChapter<unknown>[],
  { sessions, initial, claims }: { sessions: readonly string[]; initial: InitialStates; claims: ResolvedClaims },
): LegalStates {
  const expected = new ExpectedStates({ later: acknowledgesLater(claims), initial });
  for (const { operations, statuses } of chapters) {
    expected.reopened();
    for (const [index, operation] of operations.entries()) expected.note(operation, statuses[index] ?? 'not-invoked');
  }
  return new Map([...Object.keys(initial), ...sessions].map((session) => [session, expected.of(session)]));
}

/** Whether what is read is a legal state. A migration may add fields of its own. */
export function isLegal(found: SessionState | null, legal: readonly ModelState[], parts: ComparedParts): boolean {
  return legal.some((state) => isKept(state, found, parts));
}

function isKept(state: ModelState, found: SessionState | null, parts: ComparedParts): boolean {
  // A session that holds nothing may be told as none, and one that there is not as one that holds nothing.
  if (state === null || found === null) return isEmpty(state, parts) && isEmpty(found, parts);
  if (parts.fields && !contains(found.fields ?? {}, state.fields)) return false;
  if (!parts.records) return true;
  const records = found.records ?? [];
  return records.length === state.records.length && state.records.every((record, index) => contains(records[index], record));
}

function isEmpty(state: ModelState | SessionState, parts: ComparedParts): boolean {
  if (state === null) return true;
  const { fields = {}, records = [] } = state;
  return (!parts.fields || Object.keys(fields).length === 0) && (!parts.records || records.length === 0);
}

/** Whether a value is the other one, or an object that has all that the other one has. */
function contains(found: Json | undefined, wanted: Json): boolean {
  if (!isObject(wanted)) return sameJson(found, wanted);
  return isObject(found) && Object.keys(wanted).every((key) => Object.hasOwn(found, key) && sameJson(found[key], wanted[key]));
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** "A, or B". */
export function describeLegalStates(legal: readonly ModelState[], parts: ComparedParts): string {
  return [...new Set(legal.map((state) => describeState(state, parts)))].join(', or ');
}

export function describeFound(result: ReadResult, parts: ComparedParts): string {
  return describeRead(result, parts);
}
