import { types } from 'node:util';
import type { Json, SessionState } from '../contract/session-store.ts';
import type { SessionExpectation } from '../model/history.ts';
import type { ComparedParts, ModelState } from '../model/reference.ts';
import { describeProblem } from './problem.ts';
import type { ReadResult } from './snapshot.ts';

const LONGEST_CHARACTERS = 160;

/** What was read of a session, as the end of a sentence. */
export function describeRead(result: ReadResult, parts: ComparedParts): string {
  return 'problem' in result ? `reading it ${describeProblem(result.problem)}` : describeState(result.state, parts);
}

/** A session's state in one line, the parts that the store keeps; long texts and lists elided. */
export function describeState(state: SessionState | ModelState, parts: ComparedParts): string {
  if (state === null) return 'no such session';
  const shown: string[] = [];
  if (parts.fields) shown.push(describeJson((state.fields ?? {}) as Json));
  if (parts.records) shown.push(describeRecords((state.records ?? []) as readonly Json[]));
  return shown.join(' and ');
}

/** The legal states: "A, or B". */
export function describeLegal(expectation: SessionExpectation, parts: ComparedParts): string {
  const legal = expectation.states.slice(expectation.required).map((state) => describeState(state, parts));
  return [...new Set(legal)].join(', or ');
}

function describeRecords(records: readonly Json[]): string {
  return `${records.length} record${records.length === 1 ? '' : 's'} ${describeJson(records as Json)}`;
}

/** A value that JSON does not have, in words. */
function noJson(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return `(${typeof value})`;
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return `(${typeof value} ${value})`;
  if (types.isDate(value)) return `(a Date: ${Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString()})`;
  if (types.isMap(value) || types.isSet(value)) return `(a ${types.isMap(value) ? 'Map' : 'Set'} of ${value.size})`;
  return undefined;
}

/** A value in one line; long texts and lists elided. */
export function describeJson(value: Json): string {
  const shortened = JSON.stringify(value, function (this: { readonly [key: string]: unknown }, key, item: unknown) {
    // What is no JSON must not be told as the JSON that `JSON.stringify` makes of it: it would look like what was expected.
    const foreign = noJson(this[key]);
    if (foreign !== undefined) return foreign;
    return typeof item === 'string' && item.length > 40 ? `${item.slice(0, 16)}... (${item.length} characters)` : item;
  });
  return shortened.length > LONGEST_CHARACTERS ? `${shortened.slice(0, LONGEST_CHARACTERS - 3)}...` : shortened;
}
