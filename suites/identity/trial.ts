import type { Fields, Json } from '../../harness/contract/session-store.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';

/**
 * What a trial is about: the ids of its sessions, what is stored under plain ones, the same where no store may refuse it or where JSON has no form for it, objects that the caller
 * changes afterwards, a second store in the same process, a session that is made of another one, or one that is
 * too long to be read in one piece.
 */
export const TRIAL_KINDS = ['ids', 'payload', 'ordinary', 'foreign', 'alias', 'beside', 'fork', 'long'] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

/** One thing that is tried. Plain data: with the store it is all that decides what happens. */
export interface Trial {
  readonly kind: TrialKind;
  readonly operations: readonly Operation[];
  /** In front of which operations, by index, the store is closed and opened again; the number of operations stands for the end. Ascending. */
  readonly reopenBefore: readonly number[];
  /** The sessions that are read. */
  readonly sessions: readonly string[];
  /** Everything is read after each operation, or only when a life begins and ends. */
  readonly looks: 'each' | 'ends';
  /** What is done in a second store, on another directory, and in front of which operation. */
  readonly beside?: { readonly before: number; readonly operations: readonly Operation[] };
  /** In the second life no string can be longer, in characters. */
  readonly longestString?: number;
  /** In front of which operation the second session is made of so many records of the first. */
  readonly fork?: { readonly before: number; readonly at: number };
}

/** Brings a session into being, with a content of its own. */
export function creation(session: string, tag: Json, { capabilities }: StoreTraits): Operation[] {
  const { methods, fields, records } = capabilities;
  const made: Operation[] = [];
  if (methods.includes('create')) made.push({ op: 'create', session, fields: fields ? { tag } : {} });
  else if (fields) made.push({ op: 'patch', session, fields: { tag } });
  if (records) made.push({ op: 'append', session, record: { tag } });
  return made;
}

/** Writes to a session that is there. */
export function change(session: string, later: Json, { capabilities }: StoreTraits): Operation[] {
  const fields: Fields = { later };
  if (capabilities.fields) return [{ op: 'patch', session, fields }];
  return capabilities.records ? [{ op: 'append', session, record: fields }] : [];
}

/** Without these operations; the store is opened again at the same places. */
export function withoutOperations(trial: Trial, drop: (operation: Operation, index: number) => boolean): Trial {
  const kept = trial.operations.map((operation, index) => !drop(operation, index));
  const before = (index: number): number => kept.slice(0, index).filter(Boolean).length;
  return {
    ...trial,
    operations: trial.operations.filter((_, index) => kept[index]),
    reopenBefore: trial.reopenBefore.map(before),
    ...(trial.beside === undefined ? {} : { beside: { ...trial.beside, before: before(trial.beside.before) } }),
  };
}

/** Every session under another id. */
export function renamed(trial: Trial, nameOf: (session: string) => string): Trial {
  const rename = (operation: Operation): Operation =>
    'session' in operation ? { ...operation, session: nameOf(operation.session) } : operation;
  return { ...trial, operations: trial.operations.map(rename), sessions: trial.sessions.map(nameOf) };
}

/** In every id that no store can mind. */
export const PLAIN_MARK = 'plain';

/** The same trial with ids that no store can mind. */
export function withPlainIds(trial: Trial): Trial {
  return renamed(trial, (session) => `${PLAIN_MARK}-${trial.sessions.indexOf(session) + 1}`);
}
