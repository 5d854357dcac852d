import type { CrashCase } from '../../../harness/crash/explore.ts';
import type { SessionExpectation } from '../../../harness/model/history.ts';
import { type CrashRequirement, needsMethod } from '../requirement.ts';

/** CRASH-10: compaction. */
export const crash10: CrashRequirement = {
  id: 'CRASH-10',
  title: 'compaction is atomic: before or after, never between',
  severity: 'MUST',
  needs: 'rewrite',
  origin: 'incident 3: rewrite truncated in place; of 40 SIGKILLs 9 lost records, 8 of them all',
  explanation: `A rewrite replaces all records of a session. Killed in the middle, the session must have all the old records or all the new ones.

What to do: write the new log beside the old one and rename it over; never open the log for writing with truncation, never unlink it first.`,
  defects: ['compaction-in-place', 'compaction-unlink-then-rename', 'compaction-rename-without-fsync', 'emptied-in-place'],
  under: 'any-crash',
  notApplicable: needsMethod('rewrite'),
  concerns: (crashCase) => crashCase.expectations.some((expectation) => isBeingRewritten(expectation, crashCase)),
  isBrokenBy: (deviation, crashCase) => {
    if (deviation.kind !== 'lost' && deviation.kind !== 'partial' && deviation.kind !== 'hole') return false;
    // Power loss may have taken what was never safe; a compaction that was under way then did not take it.
    if (crashCase.point.lost !== undefined && !deviation.sinceInvocation) return false;
    const expectation = crashCase.expectations.find(({ session }) => session === deviation.session);
    return expectation !== undefined && isBeingRewritten(expectation, crashCase);
  },
};

/** A rewrite of the session is in flight, or was accepted and not flushed. */
function isBeingRewritten(
  { operations: indices, required }: SessionExpectation,
  { operations }: Pick<CrashCase, 'operations'>,
): boolean {
  return indices.slice(required).some((index) => operations[index]?.op === 'rewrite');
}
