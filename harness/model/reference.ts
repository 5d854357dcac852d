import type { Fields, Json, SessionState } from '../contract/session-store.ts';
import type { Operation } from './operation.ts';
import { expand } from './text.ts';

/** What the reference model holds of one session: its state, or `null` where the session does not exist. */
export type ModelState = { readonly fields: Fields; readonly records: readonly Json[] } | null;

/**
 * The reference model's step: the state of one session after an operation on it, with every text expanded. Pure. An operation that
 * makes no sense in a state (a patch of a missing session) creates, since stores without `create` do so.
 */
export function applyOperation(state: ModelState, operation: Operation): ModelState {
  const before = state ?? { fields: {}, records: [] };
  switch (operation.op) {
    case 'create':
      return { fields: expand(operation.fields), records: [] };
    case 'patch':
      return { fields: { ...before.fields, ...expand(operation.fields) }, records: before.records };
    case 'append':
      return { fields: before.fields, records: [...before.records, expand(operation.record)] };
    case 'appendAll':
      return { fields: before.fields, records: [...before.records, ...operation.records.map((record) => expand(record))] };
    case 'rewrite':
      return { fields: before.fields, records: operation.records.map((record) => expand(record)) };
    case 'delete':
      return null;
    case 'touch':
    case 'flush':
    case 'rest':
      return state;
  }
}

/** Which parts of a state a store keeps, and so which are compared. */
export interface ComparedParts {
  readonly fields: boolean;
  readonly records: boolean;
}

/** Whether a store's answer is the model's state, in the parts that the store keeps. Key order does not count. */
export function sameState(model: ModelState, found: SessionState | null, parts: ComparedParts): boolean {
  if (model === null || found === null) return model === null && found === null;
  if (parts.fields && !sameJson(model.fields, found.fields ?? {})) return false;
  return !parts.records || sameJson(model.records as Json[], found.records ?? []);
}

/** Deep equality of JSON values; distinguishes -0 from 0 and an own `__proto__` key from none. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}
