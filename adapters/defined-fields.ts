import type { Fields } from '../harness/contract/session-store.ts';

/** The fields that a caller named: a field set to `undefined` names nothing, and so erases nothing. Not a copy of their values. */
export function definedFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
