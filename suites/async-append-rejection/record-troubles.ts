import type { Json } from '../../harness/contract/session-store.ts';
import type { ComparedParts } from '../../harness/model/reference.ts';
import { stateKey } from '../../harness/model/session-model.ts';
import { expand } from '../../harness/model/text.ts';
import type { Step } from './session-worlds.ts';

/** What is wrong with the records of a session, taken for themselves. */
export type RecordTrouble = 'never-written' | 'twice' | 'out-of-order';

const RECORDS: ComparedParts = { fields: false, records: true };

/** Compares records with all that were ever written. Every record of a workload is different from every other one. */
export function recordTroubles(found: readonly Json[], steps: readonly Step[]): RecordTrouble[] {
  const places = new Map<string, number>();
  for (const { operation } of steps) {
    if (operation.op === 'append') places.set(keyOf(operation.record), places.size);
    if (operation.op === 'rewrite' || operation.op === 'appendAll')
      for (const record of operation.records) places.set(keyOf(record), places.size);
  }
  const order = found.map((record) => places.get(keyOf(record)));
  const known = order.filter((place) => place !== undefined);
  const troubles = new Set<RecordTrouble>();
  if (known.length < order.length) troubles.add('never-written');
  if (new Set(known).size < known.length) troubles.add('twice');
  const first = [...new Set(known)];
  if (first.some((place, index) => index > 0 && place < (first[index - 1] ?? 0))) troubles.add('out-of-order');
  return [...troubles];
}

/** Whether all of `wanted` are among the records, in this order. */
export function areWithin(wanted: readonly Json[], found: readonly Json[]): boolean {
  const keys = found.map(keyOf);
  const places = wanted.map((record) => keys.indexOf(keyOf(record)));
  return places.every((place, index) => place !== -1 && place > (index === 0 ? -1 : (places[index - 1] ?? -1)));
}

/** @returns the same text for all values that are no JSON: none of them was meant to be stored. */
function keyOf(record: Json): string {
  try {
    return stateKey({ records: [expand(record)] }, RECORDS);
  } catch {
    return 'no JSON';
  }
}
