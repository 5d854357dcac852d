import type { Json } from '../../harness/contract/session-store.ts';
import { describeJson } from '../../harness/host/describe-state.ts';
import { sameJson } from '../../harness/model/reference.ts';
import { count } from '../../harness/report/count.ts';

const SHOWN_CHARACTERS = 4;

/** Where two values differ first, for those that look alike in one line: `of value1 character 65,526 is "\ufffd" instead of "é"`. */
export function firstDifference(expected: Json, found: Json): string | undefined {
  const way: string[] = [];
  let [one, other] = [expected, found];
  for (let inner = firstDiffering(one, other); inner !== undefined; inner = firstDiffering(one, other)) {
    way.push(inner);
    [one, other] = [valueAt(one, inner), valueAt(other, inner)];
  }
  if (sameJson(one, other)) return undefined;
  const of = way.length === 0 ? '' : `of ${way.join('.')} `;
  if (typeof one !== 'string' || typeof other !== 'string')
    return `${of}it is ${describeJson(other)} instead of ${describeJson(one)}`;
  let at = 0;
  while (one[at] === other[at]) at++;
  const shown = (text: string): string => JSON.stringify(text.slice(at, at + SHOWN_CHARACTERS));
  return `${of}character ${count(at + 1)} and what follows is ${shown(other)} instead of ${shown(one)}`;
}

/** The first key in which both have a value, and not the same one. */
function firstDiffering(one: Json, other: Json): string | undefined {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return undefined;
  return Object.keys(one).find((key) => Object.hasOwn(other, key) && !sameJson(valueAt(one, key), valueAt(other, key)));
}

function valueAt(value: Json, key: string): Json {
  return (value as { readonly [key: string]: Json })[key] ?? null;
}
