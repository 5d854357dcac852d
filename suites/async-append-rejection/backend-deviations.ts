import { describeProblem } from '../../harness/host/problem.ts';
import type { Deviation } from './deviation.ts';
import type { FaultCase } from './fault-case.ts';

/**
 * A backend all of whose appends return a promise that is rejected. The store may refuse it, or the append; otherwise the failure is heard of: by `onError`,
 * by a flush or by close.
 */
export function backendDeviations({ report, timeline, claims, hangsAreFinal }: FaultCase): Deviation[] {
  const ignored = (observed: string): Deviation[] => [
    { kind: 'promise-ignored', expected: 'What the backend returns is awaited, or the backend is refused.', observed },
  ];
  if (report.takesNoBackend === true || (!report.opened.ok && report.stray === undefined)) return [];
  if (report.stray !== undefined) return ignored(`The store ${describeProblem(report.stray)}.`);
  // What awaits it for ever has not ignored it.
  if (report.misbehaved !== undefined || report.closed?.ok !== true || claims.append !== 'queued' || !hangsAreFinal) return [];
  const told = report.reported.length > 0 || timeline.spans.some((span) => span?.outcome === 'rejected');
  return told ? [] : ignored('onError was not called, and everything resolved, close included.');
}
