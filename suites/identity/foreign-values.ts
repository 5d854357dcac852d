import { isDeepStrictEqual, types } from 'node:util';
import type { Json, SessionState } from '../../harness/contract/session-store.ts';
import { FOREIGN_KINDS, foreign } from '../../harness/model/foreign.ts';
import type { ComparedParts, ModelState } from '../../harness/model/reference.ts';

/** Values that JSON has no form for, in a form that JSON text keeps; each by the name that reports give it. */
export const FOREIGN_VALUES: readonly { readonly name: string; readonly value: Json }[] = [
  { name: 'NaN', value: { $number: 'NaN' } },
  { name: 'Infinity', value: { $number: 'Infinity' } },
  { name: '-Infinity', value: { at: [{ $number: '-Infinity' }] } },
  { name: '[undefined]', value: [foreign('undefined')] },
  ...FOREIGN_KINDS.map((kind) => ({ name: kind, value: kind === 'undefined' ? [1, foreign(kind), 3] : foreign(kind) })),
];

/** Whether a state with such values in it is the one that was stored. */
export function sameForeign(model: ModelState, found: SessionState | null, { fields, records }: ComparedParts): boolean {
  if (model === null || found === null) return model === null && found === null;
  return (!fields || same(model.fields, found.fields ?? {})) && (!records || same(model.records, found.records ?? []));
}

function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  // By what they hold: the Date may be another realm's, the bytes a Buffer.
  if (types.isDate(one) && types.isDate(other)) return Object.is(one.getTime(), other.getTime());
  if (types.isUint8Array(one) && types.isUint8Array(other)) return Buffer.compare(one, other) === 0;
  if (isOpaque(one) || isOpaque(other)) return isDeepStrictEqual(one, other);
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  const at = (value: object, name: string): unknown => (value as { readonly [name: string]: unknown })[name];
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && same(at(one, name), at(other, name)))
  );
}

function isOpaque(value: object): boolean {
  return types.isDate(value) || types.isMap(value) || types.isSet(value) || types.isRegExp(value) || ArrayBuffer.isView(value);
}
