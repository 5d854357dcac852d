import { type ConcurrentHistory, isCompleted } from './concurrent-history.ts';
import type { PureModel } from './pure-model.ts';

/**
 * A history laid out for the search. Each operation has a slot, a small number that no other has while it is open; so a set of open
 * operations is a few words of bits, however long the history is. Pending operations are open for ever and have the highest slots.
 */
export interface Timeline {
  /** In order: `operation` for its call, `~operation` for its return. Pending operations without any effect are left out. */
  readonly events: Int32Array;
  /** The slot of each operation. */
  readonly slotOf: Int32Array;
  readonly slots: number;
  /** The slots from here on are those of pending operations. */
  readonly firstPendingSlot: number;
  /** Whether an operation completed and is known to change nothing. */
  readonly readOnly: Uint8Array;
  /** For a pending operation: the slot of the last equal one that was called before it, or -1. */
  readonly twinOf: Int32Array;
}

export function timelineOf<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
): Timeline {
  const readOnly = new Uint8Array(history.length);
  const codes: number[] = [];
  for (let index = 0; index < history.length; index++) {
    const operation = history[index];
    if (operation === undefined) continue;
    const completed = isCompleted(operation);
    const changesNothing = model.readOnly?.(operation.input, completed ? operation.output : undefined) ?? false;
    if (changesNothing && !completed) continue;
    if (changesNothing) readOnly[index] = 1;
    codes.push(index);
    if (completed) codes.push(~index);
  }
  const events = inTime(codes, history);
  return { events, readOnly, ...assignSlots(model, history, events) };
}

/** Where times are equal, or are both infinite: calls first. */
function inTime<Input, Output>(codes: readonly number[], history: ConcurrentHistory<Input, Output>): Int32Array {
  const timeOf = (code: number) => (code >= 0 ? history[code]?.call : history[~code]?.return) ?? 0;
  const count = history.length;
  // One number for time, kind and operation is sorted many times faster than what needs a function to be compared.
  const keys = new Float64Array(codes.length);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] as number;
    const time = timeOf(code);
    const key = time * 2 * count + (code >= 0 ? code : count + ~code);
    if (!Number.isInteger(time) || !Number.isSafeInteger(key)) {
      const sorted = codes.toSorted((a, b) => timeOf(a) - timeOf(b) || (a >= 0 ? 0 : 1) - (b >= 0 ? 0 : 1));
      return Int32Array.from(sorted);
    }
    keys[at] = key;
  }
  keys.sort();
  const events = new Int32Array(keys.length);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as number;
    const rest = key - Math.floor(key / (2 * count)) * 2 * count;
    events[at] = rest < count ? rest : ~(rest - count);
  }
  return events;
}

function assignSlots<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
  events: Int32Array,
): Pick<Timeline, 'slotOf' | 'slots' | 'firstPendingSlot' | 'twinOf'> {
  const slotOf = new Int32Array(history.length);
  const twinOf = new Int32Array(history.length).fill(-1);
  const free: number[] = [];
  const pending: number[] = [];
  let used = 0;
  for (let at = 0; at < events.length; at++) {
    const code = events[at] as number;
    if (code < 0) free.push(slotOf[~code] as number);
    else if (history[code]?.return === undefined) pending.push(code);
    else slotOf[code] = free.length > 0 ? (free.pop() as number) : used++;
  }
  const lastOfKey = new Map<string | number, number>();
  for (const [place, index] of pending.entries()) {
    const slot = used + place;
    slotOf[index] = slot;
    const operation = history[index];
    if (model.inputKey === undefined || operation === undefined) continue;
    const key = model.inputKey(operation.input);
    twinOf[index] = lastOfKey.get(key) ?? -1;
    lastOfKey.set(key, slot);
  }
  return { slotOf, twinOf, slots: used + pending.length, firstPendingSlot: used };
}
