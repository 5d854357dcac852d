import { actions, describeEvent } from '../../harness/crash/describe-events.ts';
import { nameOf, tellStatuses } from '../../harness/crash/tell-statuses.ts';
import type { FsEvent } from '../../harness/disk/trace.ts';
import type { Change } from '../../harness/host/change.ts';
import { isChange } from '../../harness/host/change.ts';
import type { Life } from '../../harness/host/host.ts';
import { READER, type ReadingBeside, type ReadingWithin } from '../../harness/host/reading.ts';
import type { TraceEntry } from '../../harness/host/trace-entry.ts';
import { statusesOf } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { countOf } from '../../harness/report/count.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';
import type { BesideSchedule, WithinSchedule } from './reader-schedule.ts';

/** What a writer and a reader in another process did, a sentence a step. `queued`: appends are only accepted by their call. */
export function tellBeside(
  life: Pick<Life<unknown>, 'changes' | 'report'>,
  schedule: BesideSchedule,
  reading: ReadingBeside,
  options: { readonly queued: boolean },
): string[] {
  const { at, advances } = schedule;
  const story = ['The store was opened on an empty directory.', ...tellWriter(life, at, options)];
  let told = 0;
  let stood = at;
  const primitives = reading.trace;
  for (const { primitive, to } of advances) {
    story.push(
      `${told === 0 ? 'Another process opened the store. It' : 'The reader'} ${actions(primitives.slice(told, primitive))}.`,
    );
    story.push(...tellProgress(life, stood, to));
    told = primitive;
    stood = to;
  }
  story.push(`${told === 0 ? 'Another process opened the store. It' : 'The reader'} ${actions(primitives.slice(told))}.`);
  return story;
}

/** Of a reader in the same instance, as far as it is known when the store never comes back. */
export function tellEndlessReader(operations: readonly Operation[], { turns }: WithinSchedule): string[] {
  return [
    'The store was opened on an empty directory.',
    `The writer was to call, in this order: ${operations.map(nameOf).join(', ')}.`,
    ...turns.map(({ client, steps }) => {
      const who = client === READER ? 'The reader, in the same instance,' : 'The writer';
      return `${who} ${steps === undefined ? 'went on as long as it could' : `took ${countOf(steps, 'step')}, and was held`}.`;
    }),
    'In one of these turns the store never came back.',
  ];
}

/** What a writer and a reader in the same instance did, in turns. */
export function tellWithin({ operations, steps, trace }: ReadingWithin): string[] {
  const story = ['The store was opened on an empty directory.'];
  for (let from = 0; from < steps.length; ) {
    const client = steps[from]?.client;
    let to = from;
    while (to < steps.length && steps[to]?.client === client) to++;
    const entries = trace.slice(steps[from]?.events ?? 0, steps[to]?.events ?? trace.length);
    if (client === READER) story.push(`The reader, in the same instance, ${actions(eventsOf(entries))}.`);
    else story.push(...tellTurn(entries, operations));
    from = to;
  }
  return story.length > MOST_SENTENCES ? [...story.slice(0, MOST_SENTENCES - 1), 'And so on.'] : story;
}

/** One turn of the writer: operations that it finished by name alone, and the changes of the others. */
function tellTurn(entries: readonly TraceEntry[], operations: readonly Operation[]): string[] {
  const told: string[] = [];
  let called: number | undefined;
  let changes: FsEvent[] = [];
  for (const entry of entries) {
    if (entry.type === 'fs') {
      if (isChange(entry)) changes.push(entry);
      continue;
    }
    const operation = operations[entry.operation];
    const name = operation === undefined ? 'an operation' : nameOf(operation);
    if (entry.type === 'invoke') {
      if (changes.length > 0) told.push(actions(changes));
      called = entry.operation;
    } else {
      if (called !== entry.operation && changes.length > 0) told.push(actions(changes));
      if (operation?.op !== 'rest') told.push(`${entry.type === 'reject' ? 'was refused' : 'finished'} ${name}`);
      called = undefined;
    }
    changes = [];
  }
  const unfinished = called === undefined ? undefined : operations[called];
  if (unfinished !== undefined && unfinished.op !== 'rest') told.push(`called ${nameOf(unfinished)}`);
  if (changes.length > 0) told.push(actions(changes));
  return told.length === 0 ? [] : [`The writer ${told.join(', ')}.`];
}

const MOST_SENTENCES = 16;

function tellWriter(
  { changes, report }: Pick<Life<unknown>, 'changes' | 'report'>,
  at: CrashPoint,
  { queued }: { queued: boolean },
): string[] {
  const next = changes[at.changes];
  const history = report.history.slice(0, next?.historyBefore ?? report.history.length);
  const statuses = statusesOf(history, report.operations.length);
  const story = tellStatuses(report.operations, statuses, { queued });
  const last = changes[at.changes - 1];
  if (last !== undefined) story.push(`The writer's last change on disk was: ${describeEvent(last.event)}.`);
  if (next !== undefined)
    story.push(
      `It stood ${at.tornBytes === undefined ? 'before' : `${at.tornBytes} bytes into`} the next: ${describeEvent(next.event)}.`,
    );
  return story;
}

function tellProgress({ changes }: { readonly changes: readonly Change[] }, from: CrashPoint, to: CrashPoint): string[] {
  const done = changes.slice(from.changes, to.changes).map(({ event }) => event);
  const torn = to.tornBytes === undefined ? undefined : changes[to.changes];
  const part = torn === undefined ? [] : [`${to.tornBytes} bytes of ${describeEvent(torn.event)}`];
  const what = [...(done.length > 0 ? [actions(done)] : []), ...part].join(', and ');
  return [what === '' ? 'Then the writer went on.' : `Then the writer went on: ${what}.`];
}

function eventsOf(entries: readonly TraceEntry[]): FsEvent[] {
  return entries.filter((entry): entry is FsEvent => entry.type === 'fs');
}
