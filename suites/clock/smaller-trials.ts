import { sessionOf } from '../../harness/model/operation.ts';
import { type Trial, withoutOperations } from './trial.ts';

/** Every trial that is one step smaller, the smallest first: with fewer sessions, operations, lives, and less that the clock does. */
export function* smallerTrials(trial: Trial): Generator<Trial> {
  const { sessions, operations, steps, reopenings } = trial;
  if (sessions.length > 1) {
    for (const dropped of sessions) {
      const kept = sessions.filter((session) => session !== dropped);
      yield withoutOperations({ ...trial, sessions: kept }, (index) => sessionOfIndex(trial, index) === dropped);
    }
  }
  const half = Math.ceil(operations.length / 2);
  if (operations.length > 3) {
    yield withoutOperations(trial, (index) => index >= half);
    yield withoutOperations(trial, (index) => index > 0 && index < half);
  }
  for (const index of steps.keys()) yield { ...trial, steps: steps.toSpliced(index, 1) };
  for (const index of reopenings.keys()) yield { ...trial, reopenings: reopenings.toSpliced(index, 1) };
  for (const [index, reopening] of reopenings.entries()) {
    const { timesMs: _, ...rest } = reopening;
    if (reopening.timesMs !== undefined) yield { ...trial, reopenings: reopenings.with(index, rest) };
  }
  for (const [index, reopening] of reopenings.entries()) {
    const { zoneMinutes: _, ...rest } = reopening;
    if (reopening.zoneMinutes !== undefined) yield { ...trial, reopenings: reopenings.with(index, rest) };
  }
  for (let drop = operations.length - 1; drop >= 0; drop--) {
    const end = endOfWrite(trial, drop);
    if (end !== undefined) yield withoutOperations(trial, (index) => index >= drop && index < end);
  }
}

function sessionOfIndex({ operations }: Trial, index: number): string | undefined {
  const operation = operations[index];
  return operation === undefined ? undefined : sessionOf(operation);
}

/** What waits for a write to be acknowledged goes with it. */
function endOfWrite({ operations }: Trial, first: number): number | undefined {
  const waits = (index: number): boolean => operations[index]?.op === 'flush' || operations[index]?.op === 'rest';
  if (waits(first)) return undefined;
  let end = first + 1;
  while (waits(end)) end++;
  return end;
}
