import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import { statusesOf } from '../../harness/model/history.ts';
import { type ComparedParts, type ModelState, sameState } from '../../harness/model/reference.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { acknowledgesLater } from '../acknowledgement.ts';
import { ExpectedStates } from '../expected-states.ts';
import type { Deviation } from './deviation.ts';
import type { LivedTrial } from './live-trial.ts';

/**
 * Whether a session that had become too long to be read in one piece was told as none or cut, or had something written over it. An error is an answer as long as it is
 * too long; afterwards it is there.
 */
export function longDeviations({ trial, lives }: LivedTrial<unknown>, { claims, capabilities: parts }: StoreTraits): Deviation[] {
  const [session] = trial.sessions;
  if (session === undefined) return [];
  const expectedStates = new ExpectedStates({ later: acknowledgesLater(claims) });
  for (const [index, { life, operations }] of lives.entries()) {
    const { report } = life;
    const statuses = statusesOf(report.history, operations.length);
    const first = report.snapshots[0]?.read[session];
    const legal = expectedStates.of(session);
    if (index > 0 && first !== undefined) {
      const when = index === 1 ? 'when it was too long to be read in one piece' : 'when it could be read again';
      if (!isAnswer(first, legal, parts, { refusalsToo: index === 1 }))
        return [deviationOf(session, first, { legal, parts, when })];
    }
    expectedStates.reopened();
    for (const [at, operation] of operations.entries()) expectedStates.note(operation, statuses[at] ?? 'not-invoked');
    // Whatever was not all accepted from the start says nothing.
    if (index === 0 && expectedStates.of(session).length > 1) return [];
  }
  return [];
}

function isAnswer(
  result: ReadResult,
  legal: readonly ModelState[],
  parts: ComparedParts,
  { refusalsToo }: { refusalsToo: boolean },
): boolean {
  if ('problem' in result) return refusalsToo && result.problem.kind === 'threw';
  return legal.some((state) => sameState(state, result.state, parts));
}

function deviationOf(
  session: string,
  result: ReadResult,
  { legal, parts, when }: { legal: readonly ModelState[]; parts: ComparedParts; when: string },
): Deviation {
  const expected = `${[...new Set(legal.map((state) => describeState(state, parts)))].join(', or ')}, or an error`;
  return { kind: 'cut', session, when, expected, found: describeRead(result, parts) };
}
