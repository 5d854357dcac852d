import type { CrashCase } from '../../harness/crash/explore.ts';
import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { sessionOf } from '../../harness/model/operation.ts';
import { applyOperation, type ComparedParts, type ModelState, sameState } from '../../harness/model/reference.ts';
import type { Deviation } from './deviation.ts';
import { contradicts } from './session-deviations.ts';

/** What each kind of write after recovery, and the opening after it, show. */
export function writeDeviations(
  { recovery: { writes } }: Pick<CrashCase, 'recovery'>,
  parts: ComparedParts,
  { survivesNothing }: { survivesNothing: boolean },
): Deviation[] {
  return writes.flatMap(({ life, next }): Deviation[] => {
    const failures = failedWrites(life);
    if (failures.length > 0 || life.followUp === undefined || next === undefined || survivesNothing) return failures;
    if (next.opened.ok) return lostWrites(life, next, parts);
    return [{ kind: 'write-failed', what: 'opening the store again after a new write', problem: next.opened.problem }];
  });
}

function failedWrites({ followUp, operations, closed, stray }: LifeReport): Deviation[] {
  if (followUp === undefined) return [];
  const problem = followUp.problems[0];
  if (problem !== undefined) {
    const operation = operations[problem.operation];
    const session = operation === undefined ? undefined : sessionOf(operation);
    const what = `${operation?.op ?? 'an operation'}${session === undefined ? '' : ` of ${session}`} after recovery`;
    return [{ kind: 'write-failed', what, problem: problem.problem }];
  }
  if (closed?.ok === false) return [{ kind: 'write-failed', what: 'close after recovery', problem: closed.problem }];
  return stray === undefined ? [] : [{ kind: 'write-failed', what: 'a write after recovery', problem: stray }];
}

function lostWrites(first: LifeReport, reopened: LifeReport, parts: ComparedParts): Deviation[] {
  const deviations: Deviation[] = [];
  // A list that failed before the write already is not the write's doing.
  const listedBefore = first.snapshots[0]?.listed;
  const listed = listedBefore !== undefined && 'problem' in listedBefore ? undefined : reopened.snapshots[0]?.listed;
  for (const [session, expected] of expectedAfterWrite(first)) {
    const found = reopened.snapshots[0]?.read[session];
    // Not looked at: a session that only list named, and names no more. What list shows is judged elsewhere.
    if (found === undefined) continue;
    const deleted = first.operations.some((operation) => operation.op === 'delete' && operation.session === session);
    if ('problem' in found || !sameState(expected, found.state, parts)) {
      deviations.push({
        kind: 'write-lost',
        session,
        deleted,
        expected: describeState(expected, parts),
        found: describeRead(found, parts),
      });
    } else if (expected !== null && listed !== undefined && (!('sessions' in listed) || !listed.sessions.includes(session))) {
      deviations.push({ kind: 'write-lost', session, expected: 'list shows it', found: 'list does not' });
    } else if (deleted && listed !== undefined && 'sessions' in listed && listed.sessions.includes(session)) {
      deviations.push({ kind: 'write-lost', session, deleted, expected: 'list does not show it', found: 'list does' });
    }
  }
  return [...deviations, ...staleViews(first, reopened, parts)];
}

/** Views that agreed with `read` before the write after recovery, and do not any more. */
function staleViews(first: LifeReport, reopened: LifeReport, parts: ComparedParts): Deviation[] {
  const [before, after] = [first.snapshots[0], reopened.snapshots[0]];
  return Object.entries(after?.views ?? {}).flatMap(([view, sessions]) =>
    Object.entries(sessions).flatMap(([session, shown]): Deviation[] => {
      const shownBefore = before?.views[view]?.[session];
      if (shownBefore !== undefined && contradicts(shownBefore, before?.read[session])) return [];
      if (!contradicts(shown, after?.read[session])) return [];
      return [
        {
          kind: 'write-lost',
          session,
          expected: `${view} agrees with read`,
          found: `${view} shows ${describeRead(shown, parts)}`,
        },
      ];
    }),
  );
}

/** What was recovered of each session that could be read, with the writes after recovery applied to it. */
function expectedAfterWrite({ snapshots, operations, followUp }: LifeReport): Map<string, ModelState> {
  const states = new Map<string, ModelState>();
  for (const [session, result] of Object.entries(snapshots[0]?.read ?? {})) {
    if (!('state' in result)) continue;
    const { state } = result;
    states.set(session, state === null ? null : { fields: state.fields ?? {}, records: state.records ?? [] });
  }
  for (const operation of operations.slice(followUp?.first)) {
    const session = sessionOf(operation);
    if (session !== undefined) states.set(session, applyOperation(states.get(session) ?? null, operation));
  }
  return states;
}
