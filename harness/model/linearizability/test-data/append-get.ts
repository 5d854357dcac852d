import type { ConcurrentHistory, HistoryOperation } from '../concurrent-history.ts';
import type { PureModel } from '../pure-model.ts';

/** What a client asks of a map from keys to texts; a key that was never written holds the empty text. */
export type MapInput =
  | { readonly op: 'get'; readonly key: string }
  | { readonly op: 'put' | 'append'; readonly key: string; readonly value: string };

/** What a `get` saw; nothing of the others. */
export type MapOutput = string | undefined;

/** A map whose values can be replaced and appended to. */
export const APPEND_GET: PureModel<string, MapInput, MapOutput> = {
  initial: () => '',
  step: (state, input, output) => {
    if (input.op === 'get') return output === state ? [state] : [];
    return [input.op === 'put' ? input.value : state + input.value];
  },
  mayLeadTo: (state, input) => (input.op === 'get' ? [] : [input.op === 'put' ? input.value : state + input.value]),
  key: (state) => state,
  partition: (input) => input.key,
  readOnly: (input) => input.op === 'get',
};

const LINE = /^\{:process (\d+), :type :(invoke|ok), :f :(get|put|append), :key "(.*)", :value (?:nil|"(.*)")\}$/;

/** Reads a history in the notation of Porcupine's key-value tests. */
export function parseMapHistory(text: string): ConcurrentHistory<MapInput, MapOutput> {
  const history: HistoryOperation<MapInput, MapOutput>[] = [];
  const open = new Map<number, number>();
  for (const [time, line] of text.split('\n').entries()) {
    const [, client, type, op, key, value] = LINE.exec(line) ?? [];
    if (client === undefined || key === undefined) continue;
    const process = Number(client);
    if (type === 'invoke') {
      const input: MapInput = op === 'put' || op === 'append' ? { op, key, value: value ?? '' } : { op: 'get', key };
      open.set(process, history.push({ client: process, input, call: time }) - 1);
      continue;
    }
    const index = open.get(process);
    const begun = index === undefined ? undefined : history[index];
    if (index === undefined || begun === undefined) throw new Error(`line ${time + 1}: process ${process} has called nothing`);
    open.delete(process);
    history[index] = { ...begun, output: op === 'get' ? (value ?? '') : undefined, return: time };
  }
  return history;
}
