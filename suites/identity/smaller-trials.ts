import type { Fields, Json } from '../../harness/contract/session-store.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { ESCAPE_MARK } from './escapes.ts';
import { smallerTexts, smallerValues } from './smaller-values.ts';
import { renamed, type Trial, withoutOperations } from './trial.ts';

/** Made for the purpose, of what it takes. */
const WHOLE: ReadonlySet<Trial['kind']> = new Set(['alias', 'beside', 'fork', 'long']);

/** Every trial that is one step smaller, the smallest first: with fewer sessions, operations and lives, shorter ids, smaller payloads. */
export function* smallerTrials(trial: Trial): Generator<Trial> {
  if (WHOLE.has(trial.kind)) return;
  yield* fewerSessions(trial);
  if (trial.kind !== 'ids') yield* fewerHalves(trial);
  for (const index of trial.reopenBefore.keys()) yield { ...trial, reopenBefore: trial.reopenBefore.toSpliced(index, 1) };
  for (let drop = trial.operations.length - 1; drop >= 0; drop--) {
    const end = endOfStep(trial.operations, drop);
    if (end !== undefined) yield withoutOperations(trial, (_, index) => index >= drop && index < end);
  }
  if (trial.kind === 'ids') yield* shorterIds(trial);
  else yield* smallerPayloads(trial);
}

function* fewerSessions(trial: Trial): Generator<Trial> {
  const { sessions } = trial;
  const half = Math.ceil(sessions.length / 2);
  if (sessions.length > 3) for (const kept of [sessions.slice(0, half), sessions.slice(half)]) yield ofSessions(trial, kept);
  if (sessions.length > 1) for (const index of sessions.keys()) yield ofSessions(trial, sessions.toSpliced(index, 1));
}

function ofSessions(trial: Trial, kept: readonly string[]): Trial {
  const dropped = (operation: Operation): boolean => {
    const session = sessionOf(operation);
    return session !== undefined && !kept.includes(session);
  };
  return withoutOperations({ ...trial, sessions: kept }, dropped);
}

function* fewerHalves(trial: Trial): Generator<Trial> {
  const { length } = trial.operations;
  if (length < 6) return;
  // The first operation may be the one that makes the session.
  const half = Math.ceil(length / 2);
  yield withoutOperations(trial, (_, index) => index > 0 && index < half);
  yield withoutOperations(trial, (_, index) => index >= half);
}

/** What two ids have in common at their ends need not be there; of one, any part. A letter is left, for people to see that it is an id. */
function* shorterIds(trial: Trial): Generator<Trial> {
  const [one, other, ...others] = trial.sessions;
  // Where such an id leads says more than the shortest one that leads anywhere.
  if (one === undefined || others.length > 0 || one.includes(ESCAPE_MARK)) return;
  const withIds = (first: string, second: string): Trial => renamed(trial, (session) => (session === one ? first : second));
  if (other === undefined) {
    for (const smaller of smallerTexts(one)) if (isReadable(smaller)) yield withIds(smaller, '');
    return;
  }
  for (const [first, second] of withoutCommonEnds(one, other))
    if (isReadable(first) && isReadable(second)) yield withIds(first, second);
}

function* withoutCommonEnds(one: string, other: string): Generator<[one: string, other: string]> {
  const shortest = Math.min(one.length, other.length);
  for (const cut of new Set([Math.floor(shortest / 2), 1])) {
    if (cut === 0) continue;
    if (one.slice(0, cut) === other.slice(0, cut)) yield [one.slice(cut), other.slice(cut)];
    if (one.slice(-cut) === other.slice(-cut)) yield [one.slice(0, -cut), other.slice(0, -cut)];
  }
}

function isReadable(id: string): boolean {
  return /[\p{Letter}\p{Number}]/u.test(id);
}

function* smallerPayloads(trial: Trial): Generator<Trial> {
  for (const [index, operation] of trial.operations.entries()) {
    for (const smaller of smallerOperations(operation)) yield { ...trial, operations: trial.operations.with(index, smaller) };
  }
}

function* smallerOperations(operation: Operation): Generator<Operation> {
  if (operation.op === 'append') {
    for (const record of smallerValues(operation.record)) yield { ...operation, record };
  } else if (operation.op === 'create' || operation.op === 'patch') {
    for (const fields of smallerFields(operation.fields)) yield { ...operation, fields };
  }
}

function* smallerFields(fields: Fields): Generator<Fields> {
  const entries = Object.entries(fields);
  if (entries.length > 0) yield {};
  for (const [index, [name, value]] of entries.entries()) {
    const withValue = (smaller: Json): Fields => Object.fromEntries(entries.with(index, [name, smaller]));
    if (typeof value === 'object' && value !== null) yield withValue(1);
    for (const smaller of smallerValues(value)) yield withValue(smaller);
  }
}

/** What waits for a write to be done is no part of what goes wrong: a `rest` goes with the flush before it, or stays. */
function endOfStep(operations: readonly Operation[], first: number): number | undefined {
  const operation = operations[first];
  if (operation === undefined || operation.op === 'rest') return undefined;
  return operation.op === 'flush' && operations[first + 1]?.op === 'rest' ? first + 2 : first + 1;
}
