import type { Json } from '../../harness/contract/session-store.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { asPlaceholder, text } from '../../harness/model/text.ts';
import { PAYLOAD_BYTES } from '../../harness/model/workload.ts';

/** Every workload that is one step smaller: without one of its operations, the last first, or with the texts of one of them shorter. */
export function* smallerWorkloads(operations: readonly Operation[]): Generator<Operation[]> {
  for (let drop = operations.length - 1; drop >= 0; drop--) yield operations.toSpliced(drop, 1);
  for (const [index, operation] of operations.entries()) {
    for (const bytes of Object.values(PAYLOAD_BYTES)) {
      const smaller = cutTexts(operation as unknown as Json, bytes);
      if (smaller !== undefined) yield operations.with(index, smaller as unknown as Operation);
    }
  }
}

/** The value with every text longer than `bytes` cut to that; `undefined` if there is none. */
function cutTexts(value: Json, bytes: number): Json | undefined {
  const placeholder = asPlaceholder(value);
  if (placeholder !== undefined) return placeholder[1] > bytes ? text(placeholder[0], bytes) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const cut = Object.entries(value).flatMap(([key, item]) => {
    const smaller = cutTexts(item, bytes);
    return smaller === undefined ? [] : [[key, smaller] as const];
  });
  if (cut.length === 0) return undefined;
  return Array.isArray(value)
    ? cut.reduce<Json[]>((items, [key, item]) => items.with(Number(key), item), value)
    : { ...value, ...Object.fromEntries(cut) };
}
