import type { Json, SessionState } from '../contract/session-store.ts';
import { type ComparedParts, type ModelState, sameJson } from './reference.ts';

/**
 * Whether a state holds part of a group of records that were appended as one: what was there before, then some of the group in their order, and not all.
 *
 * @param before what the session was before the group was appended.
 * @param after and after it.
 */
export function holdsPartOfGroup(
  found: SessionState | null,
  before: ModelState,
  after: ModelState,
  parts: ComparedParts,
): boolean {
  if (found === null || after === null || !parts.records) return false;
  if (parts.fields && !sameJson(found.fields ?? {}, after.fields)) return false;
  const old = before?.records ?? [];
  const records = found.records ?? [];
  const some = records.slice(old.length);
  const group = after.records.slice(old.length);
  if (some.length === 0 || some.length >= group.length) return false;
  return old.every((record, index) => sameJson(record, records[index])) && areAmong(some, group);
}

function areAmong(some: readonly Json[], group: readonly Json[]): boolean {
  let next = 0;
  for (const record of group) if (next < some.length && sameJson(some[next], record)) next++;
  return next === some.length;
}
