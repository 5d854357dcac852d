import type { SessionState } from '../../harness/contract/session-store.ts';
import type { CrashCase } from '../../harness/crash/explore.ts';
import { describeRead } from '../../harness/host/describe-state.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import { type ComparedParts, sameState } from '../../harness/model/reference.ts';
import type { Deviation } from './deviation.ts';
import { sessionDeviations } from './session-deviations.ts';

/** Recovering a second time, from the disk that the first recovery left, must show the same sessions. */
export function unstableDeviations({ recovery: { first, again } }: CrashCase, parts: ComparedParts): Deviation[] {
  const before = first.snapshots[0];
  if (again === undefined || before === undefined) return [];
  if (!again.opened.ok) {
    return [
      { kind: 'unstable', session: '', first: 'it opened', second: `opening it again ${describeProblem(again.opened.problem)}` },
    ];
  }
  const after = again.snapshots[0];
  return Object.entries(before.read).flatMap(([session, one]): Deviation[] => {
    const two = after?.read[session];
    if (two === undefined) return [];
    const same = 'problem' in one ? 'problem' in two : 'state' in two && sameState(modelOf(one.state), two.state, parts);
    return same ? [] : [{ kind: 'unstable', session, first: describeRead(one, parts), second: describeRead(two, parts) }];
  });
}

/** A crash inside the recovery must leave every session legal that was legal without it. */
export function recoveryCrashDeviations({ recovery, expectations }: CrashCase, parts: ComparedParts): Deviation[] {
  const uncrashed = recovery.first.snapshots[0];
  return recovery.crashed.flatMap(({ point, snapshot, report }): Deviation[] => {
    if (!report.opened.ok) {
      return [
        {
          kind: 'recovery-crash',
          point,
          expected: 'the store opens',
          found: `opening it ${describeProblem(report.opened.problem)}`,
        },
      ];
    }
    if (snapshot === undefined || uncrashed === undefined) return [];
    return expectations.flatMap((expectation): Deviation[] => {
      const before = sessionDeviations({ inFlight: undefined, operations: [] }, expectation, uncrashed, parts);
      const after = sessionDeviations({ inFlight: undefined, operations: [] }, expectation, snapshot, parts);
      return after
        .filter(({ view }) => !before.some((one) => one.view === view || one.view === 'read'))
        .map(({ session, view, expected, found }) => ({ kind: 'recovery-crash', point, session, view, expected, found }));
    });
  });
}

function modelOf(state: SessionState | null) {
  return state === null ? null : { fields: state.fields ?? {}, records: state.records ?? [] };
}
