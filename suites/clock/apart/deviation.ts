import type { Fields, Json, SessionState } from '../../../harness/contract/session-store.ts';
import { describeJson, describeState } from '../../../harness/host/describe-state.ts';
import type { ReadResult } from '../../../harness/host/snapshot.ts';
import type { TogetherRun } from '../../../harness/host/together.ts';
import type { Operation } from '../../../harness/model/operation.ts';
import { SETUP } from '../../../harness/model/program.ts';
import { sameJson } from '../../../harness/model/reference.ts';
import type { StoreTraits } from '../../../harness/suite/subject.ts';
import { acknowledgesLater } from '../../acknowledgement.ts';
import { type ApartProgram, SESSION } from './program.ts';

/** What was lost, or stands in another order than it was acknowledged in. */
export interface ApartDeviation {
  readonly expected: string;
  readonly observed: string;
}

/** A write, with the moments of its call and of its acknowledgement, as places in the history. */
interface Write {
  readonly operation: Operation;
  readonly calledAt: number;
  /** Infinite where it was refused, or never came back. */
  readonly acknowledgedAt: number;
}

/** Of what a run left: what somebody read, and who that was. */
export interface Shown {
  readonly by: string;
  readonly result: ReadResult | undefined;
}

/** The first thing that is wrong in what was shown. What is refused is an answer. Pure. */
export function apartDeviation(
  program: ApartProgram,
  run: Pick<TogetherRun<unknown>, 'history'>,
  shown: readonly Shown[],
  { claims, capabilities }: StoreTraits,
): ApartDeviation | undefined {
  const writes = writesOf(program, run);
  // Where a flush acknowledges, nobody has said in which order it takes what was written before it.
  const inOrder = !acknowledgesLater(claims);
  for (const { by, result } of shown) {
    if (result === undefined || 'problem' in result) continue;
    const wrong = wrongIn(result.state, writes, { inOrder, ...capabilities });
    if (wrong === undefined) continue;
    const found = describeState(result.state, capabilities);
    return { expected: `Session \`${SESSION}\`: ${wrong}.`, observed: `${by} reads session \`${SESSION}\` as ${found}.` };
  }
  return undefined;
}

function writesOf({ setup, clients }: ApartProgram, { history }: Pick<TogetherRun<unknown>, 'history'>): Write[] {
  const at = (type: string, client: number, operation: number): number => {
    const place = history.findIndex((event) => event.type === type && event.client === client && event.operation === operation);
    return place === -1 ? Number.POSITIVE_INFINITY : place;
  };
  const all = [{ client: SETUP, operations: setup }, ...clients.map(({ operations }, client) => ({ client, operations }))];
  return all.flatMap(({ client, operations }) =>
    operations.map((operation, index) => ({
      operation,
      calledAt: at('invoke', client, index),
      acknowledgedAt: at('acknowledge', client, index),
    })),
  );
}

interface Compared {
  readonly inOrder: boolean;
  readonly fields: boolean;
  readonly records: boolean;
}

/** What must be there and is not, as the end of a sentence. */
function wrongIn(
  state: SessionState | null,
  writes: readonly Write[],
  { inOrder, fields, records }: Compared,
): string | undefined {
  if (state === null) return 'it was made, and nobody deleted it';
  if (fields) {
    const shown = state.fields ?? {};
    for (const name of namesIn(writes)) {
      const wrong = wrongField(name, shown, writes, inOrder);
      if (wrong !== undefined) return wrong;
    }
  }
  return records ? wrongRecords(state.records ?? [], writes, inOrder) : undefined;
}

function namesIn(writes: readonly Write[]): string[] {
  return [...new Set(writes.flatMap(({ operation }) => Object.keys(fieldsOf(operation))))];
}

function fieldsOf(operation: Operation): Fields {
  return operation.op === 'create' || operation.op === 'patch' ? operation.fields : {};
}

function wrongField(name: string, shown: Fields, writes: readonly Write[], inOrder: boolean): string | undefined {
  const own = writes.filter(({ operation }) => Object.hasOwn(fieldsOf(operation), name));
  const last = own.filter((write) => !inOrder || !own.some((later) => isDone(later) && write.acknowledgedAt < later.calledAt));
  const values = last.map(({ operation }) => fieldsOf(operation)[name] as Json);
  if (!Object.hasOwn(shown, name)) return own.some(isDone) ? `\`${name}\` is ${either(values)}` : undefined;
  return values.some((value) => sameJson(value, shown[name])) ? undefined : `\`${name}\` is ${either(values)}`;
}

function wrongRecords(shown: readonly Json[], writes: readonly Write[], inOrder: boolean): string | undefined {
  const appended = writes.flatMap((write) =>
    write.operation.op === 'append' ? [{ ...write, record: write.operation.record }] : [],
  );
  const placeOf = (record: Json): number => shown.findIndex((one) => sameJson(one, record));
  for (const write of appended) {
    const times = shown.filter((one) => sameJson(one, write.record)).length;
    if (times > 1 || (times === 0 && isDone(write))) return `record ${describeJson(write.record)} is there once`;
  }
  if (!inOrder) return undefined;
  for (const first of appended) {
    const second = appended.find(
      (one) => first.acknowledgedAt < one.calledAt && placeOf(one.record) !== -1 && placeOf(one.record) < placeOf(first.record),
    );
    if (second !== undefined) return `record ${describeJson(first.record)} stands before ${describeJson(second.record)}`;
  }
  return undefined;
}

function isDone({ acknowledgedAt }: Write): boolean {
  return Number.isFinite(acknowledgedAt);
}

function either(values: readonly Json[]): string {
  return [...new Set(values.map(describeJson))].join(' or ');
}
