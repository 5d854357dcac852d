import { describeRead } from '../../harness/host/describe-state.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';

const MOST_SESSIONS = 6;

/** What a store showed that was opened after a crash: the sessions that the operations name and those that it lists, a line each. */
export function tellRecovered(
  { opened, stray, snapshots, capabilities }: Pick<LifeReport, 'opened' | 'stray' | 'snapshots' | 'capabilities'>,
  operations: readonly Operation[],
): string[] {
  if (!opened.ok) return [`The store ${describeProblem(opened.problem)}.`];
  const [snapshot] = snapshots;
  if (snapshot === undefined || capabilities === undefined)
    return [stray === undefined ? 'Nothing was read.' : `The store ${describeProblem(stray)}.`];
  const { listed, read } = snapshot;
  const shown = listed !== undefined && 'sessions' in listed ? listed.sessions : [];
  const named = operations.flatMap((operation) => sessionOf(operation) ?? []);
  const sessions = [...new Set([...named, ...shown])].slice(0, MOST_SESSIONS);
  return [
    ...sessions.flatMap((session) => {
      const result = read[session];
      return result === undefined ? [] : [`${session}: ${describeRead(result, capabilities)}`];
    }),
    ...(listed === undefined
      ? []
      : ['problem' in listed ? `list ${describeProblem(listed.problem)}` : `list: ${shown.join(', ') || 'no session'}`]),
  ];
}
