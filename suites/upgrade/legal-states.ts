import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Json, SessionState } from '../../harness/contract/session-store.ts';
import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { applyOperation, type ComparedParts, type ModelState, sameJson } from '../../harness/model/reference.ts';
import type { LivedChapter } from './live-trial.ts';

/** What a session may be, after all that was done: one of these, or one of them with more in it. */
export type LegalStates = ReadonlyMap<string, readonly ModelState[]>;

/** What older files hold, or nothing. */
export type InitialStates = { readonly [session: string]: SessionState };

/** What is legal after these lives. An operation that was not acknowledged may have happened, or not. */
export function legalAfter(
  chapters: readonly LivedChapter<unknown>[],
  { sessions, initial, claims }: { sessions: readonly string[]; initial: InitialStates; claims: ResolvedClaims },
): LegalStates {
  const steps = chapters.flatMap(({ operations, statuses }) =>
    operations.flatMap((operation, index) => {
      const status = statuses[index] ?? 'not-invoked';
      return status === 'not-invoked'
        ? []
        : [{ operation, firm: status === 'acknowledged' && isFirm(index, operations, statuses, claims) }];
    }),
  );
  const ids = [...new Set([...Object.keys(initial), ...sessions])];
  return new Map(
    ids.map((session) => {
      const given = Object.hasOwn(initial, session) ? initial[session] : undefined;
      let legal: ModelState[] = [given === undefined ? null : { fields: given.fields ?? {}, records: given.records ?? [] }];
      for (const { operation, firm } of steps) {
        if (sessionOf(operation) !== session) continue;
        const after = legal.map((state) => applyOperation(state, operation));
        legal = firm ? after : [...legal, ...after];
      }
      return [session, legal];
    }),
  );
}

/** Whether an acknowledged operation has to be there: at once, or from the next flush on. */
function isFirm(
  index: number,
  operations: readonly Operation[],
  statuses: readonly (string | undefined)[],
  { acknowledgedBy, append }: ResolvedClaims,
): boolean {
  const later = acknowledgedBy === 'flush' || (append === 'queued' && operations[index]?.op === 'append');
  if (!later) return true;
  return operations.some(({ op }, at) => at > index && op === 'flush' && statuses[at] === 'acknowledged');
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
