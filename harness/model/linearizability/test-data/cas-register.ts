import type { ConcurrentHistory, HistoryOperation } from '../concurrent-history.ts';
import type { PureModel } from '../pure-model.ts';

/** What a client asks of a register that holds a number, or nothing yet (`null`). */
export type RegisterInput =
  | { readonly op: 'read' }
  | { readonly op: 'write'; readonly value: number }
  | { readonly op: 'cas'; readonly from: number; readonly to: number };

/** What a `read` saw; whether a `cas` found the value it expected; nothing of a `write`. */
export type RegisterOutput = { readonly value: number | null } | { readonly swapped: boolean } | { readonly written: true };

/** A register with compare-and-set. */
export const CAS_REGISTER: PureModel<number | null, RegisterInput, RegisterOutput> = {
  initial: () => null,
  step: (state, input, output) => {
    switch (input.op) {
      case 'read':
        return 'value' in output && output.value === state ? [state] : [];
      case 'write':
        return [input.value];
      case 'cas': {
        const matches = state === input.from;
        if (!('swapped' in output) || output.swapped !== matches) return [];
        return [matches ? input.to : state];
      }
    }
  },
  mayLeadTo: (state, input) => {
    if (input.op === 'write') return [input.value];
    return input.op === 'cas' && state === input.from ? [input.to] : [];
  },
  key: (state) => state ?? 'nothing',
  readOnly: (input, output) => input.op === 'read' || (output !== undefined && 'swapped' in output && !output.swapped),
  inputKey: (input) => {
    if (input.op === 'read') return 'read';
    return input.op === 'write' ? input.value : `${input.from}>${input.to}`;
  },
};

const LINE = /^INFO {2}jepsen\.util - (\d+)\t:(invoke|ok|fail|info)\t:(read|write|cas)\t(.+)$/;

/**
 * Reads a log of Jepsen's etcd test. `:ok` acknowledges. `:fail` of a compare-and-set says that the register held another value, `:fail` of anything
 * else that nothing happened. After `:info` nobody knows, and the process calls nothing more.
 */
export function parseRegisterLog(log: string): ConcurrentHistory<RegisterInput, RegisterOutput> {
  const history: HistoryOperation<RegisterInput, RegisterOutput>[] = [];
  const open = new Map<number, number>();
  const forget = new Set<number>();
  for (const [time, line] of log.split('\n').entries()) {
    const [, client, type, op, argument] = LINE.exec(line) ?? [];
    if (client === undefined || type === undefined || op === undefined || argument === undefined) continue;
    const process = Number(client);
    if (type === 'invoke') {
      open.set(process, history.push({ client: process, input: inputOf(op, argument), call: time }) - 1);
      continue;
    }
    const index = open.get(process);
    const begun = index === undefined ? undefined : history[index];
    if (index === undefined || begun === undefined) throw new Error(`line ${time + 1}: process ${process} has called nothing`);
    open.delete(process);
    const output = outputOf(type, op, argument);
    if (output !== undefined) history[index] = { ...begun, output, return: time };
    else if (type === 'fail') forget.add(index);
  }
  return history.filter((_, index) => !forget.has(index));
}

function inputOf(op: string, argument: string): RegisterInput {
  if (op === 'read') return { op };
  if (op === 'write') return { op, value: Number(argument) };
  const [from, to] = argument.slice(1, -1).split(' ').map(Number);
  if (from === undefined || to === undefined) throw new Error(`expected [from to], found ${argument}`);
  return { op: 'cas', from, to };
}

function outputOf(type: string, op: string, argument: string): RegisterOutput | undefined {
  if (op === 'cas' && type !== 'info') return { swapped: type === 'ok' };
  if (type !== 'ok') return undefined;
  return op === 'read' ? { value: argument === 'nil' ? null : Number(argument) } : { written: true };
}
