import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import { type OperationStatus, statusesOf } from '../../harness/model/history.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { applyOperation, type ComparedParts, type ModelState, sameState } from '../../harness/model/reference.ts';
import type { Deviation } from './deviation.ts';
import type { LivedTrial } from './live-trial.ts';
import { acknowledgesLater, type StoreTraits } from './trial.ts';

/**
 * Whether a session that had become too long to be read in one piece was told as none or cut, or had something written over it. An error is an answer as long as it is
 * too long; afterwards it is there.
 */
export function longDeviations({ trial, lives }: LivedTrial<unknown>, { claims, capabilities: parts }: StoreTraits): Deviation[] {
  const [session] = trial.sessions;
  if (session === undefined) return [];
  let legal: ModelState[] = [null];
  for (const [index, { life, operations }] of lives.entries()) {
    const { report } = life;
    const statuses = statusesOf(report.history, operations.length);
    const first = report.snapshots[0]?.read[session];
    if (index > 0 && first !== undefined) {
      const when = index === 1 ? 'when it was too long to be read in one piece' : 'when it could be read again';
      if (!isAnswer(first, legal, parts, { refusalsToo: index === 1 }))
        return [deviationOf(session, first, { legal, parts, when })];
    }
    for (const [at, operation] of operations.entries()) {
      if (sessionOf(operation) !== session || (statuses[at] ?? 'not-invoked') === 'not-invoked') continue;
      const after = legal.map((state) => applyOperation(state, operation));
      // What was refused may have been done, and what was only accepted too.
      legal = isFirm(at, operations, statuses, claims) ? after : [...legal, ...after];
    }
    // Whatever was not all accepted from the start says nothing.
    if (index === 0 && legal.length > 1) return [];
  }
  return [];
}

function isFirm(
  index: number,
  operations: readonly Operation[],
  statuses: readonly OperationStatus[],
  claims: ResolvedClaims,
): boolean {
  if (statuses[index] !== 'acknowledged' || !acknowledgesLater(claims)) return statuses[index] === 'acknowledged';
  return operations.some(({ op }, at) => at > index && op === 'flush' && statuses[at] === 'acknowledged');
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
