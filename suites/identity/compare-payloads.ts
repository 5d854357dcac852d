import type { Fields, Json, SessionState } from '../../harness/contract/session-store.ts';
import { type ComparedParts, type ModelState, sameJson, sameState } from '../../harness/model/reference.ts';

/** Whether a state is the one that was stored; `zeros`: but for -0, which `JSON.stringify` itself writes as 0. */
export function sameExceptZeros(
  model: ModelState,
  found: SessionState | null,
  parts: ComparedParts,
): 'same' | 'zeros' | 'different' {
  if (sameState(model, found, parts)) return 'same';
  if (model === null || found === null) return 'different';
  const unsigned = {
    fields: withoutSigns(model.fields) as Fields,
    records: model.records.map(withoutSigns),
  };
  const unsignedFound: SessionState = {
    ...(found.fields === undefined ? {} : { fields: withoutSigns(found.fields) as Fields }),
    ...(found.records === undefined ? {} : { records: found.records.map(withoutSigns) }),
  };
  return sameState(unsigned, unsignedFound, parts) ? 'zeros' : 'different';
}

function withoutSigns(value: Json): Json {
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutSigns);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSigns(item)]));
}

/**
 * Names that stores use for themselves, beside the fields that they are given. Such a name belongs to the caller as much as any other, but an
 * adapter for a store that has records of its own kind can hardly help it; so it is told and not held against the store.
 */
export const OFTEN_RESERVED = [
  'id',
  'type',
  'cookie',
  'expires',
  'key',
  'value',
  'version',
  'createdAt',
  'updatedAt',
  'status',
  'metadata',
  'records',
  'fields',
] as const;

/** The names in which the fields differ, if those are all often reserved and nothing else differs. */
export function reservedFieldsOnly(
  model: ModelState,
  found: SessionState | null,
  parts: ComparedParts,
): readonly string[] | undefined {
  if (model === null || found === null || !parts.fields) return undefined;
  const shown = found.fields ?? {};
  const names = new Set([...Object.keys(model.fields), ...Object.keys(shown)]);
  const differing = [...names].filter((name) => !sameJson(own(model.fields, name), own(shown, name)));
  const reserved: readonly string[] = OFTEN_RESERVED;
  if (differing.length === 0 || !differing.every((name) => reserved.includes(name))) return undefined;
  return sameState({ ...model, fields: {} }, { ...found, fields: {} }, parts) ? differing : undefined;
}

function own(fields: Fields, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
