import type { HistoryEvent } from '../../model/history.ts';
import { historyOf } from '../change.ts';
import { emptyReport, type LifePlan, type LifeReport } from '../life.ts';
import { failed, type Problem } from '../problem.ts';
import { stillWaiting } from './process-runtime.ts';
import type { ProcessLife } from './store-process.ts';

/** What is known of a life, however it ended. @param callMs own time that a call may take. */
export function reportOf(
  { end, trace, report, reportIsFinal, endedBy }: ProcessLife,
  plan: LifePlan,
  callMs: number,
): LifeReport {
  if (report !== undefined && reportIsFinal) return report;
  const problem: Problem =
    end === 'overdue'
      ? { kind: 'hung', message: stillWaiting(callMs) }
      : { kind: 'exited', message: `the store's process died of ${endedBy}` };
  return lostReport({ told: report, history: historyOf(trace), plan }, problem);
}

/** The report of a life that ended without a last word: what had been told, and what ended it. */
export function lostReport(
  { told, history, plan }: { told: LifeReport | undefined; history: readonly HistoryEvent[]; plan: LifePlan },
  problem: Problem,
): LifeReport {
  const planned = plan.steps.flatMap((step) => (step.do === 'operations' ? step.operations : []));
  const report = told ?? emptyReport(failed('hung', 'open was not called'));
  report.history = [...history];
  if (report.operations.length < planned.length) report.operations = planned.slice(0, invoked(history));
  if (report.opened.ok) report.stray ??= problem;
  else report.opened = { ok: false, problem };
  return report;
}

function invoked(history: readonly HistoryEvent[]): number {
  return history.filter(({ type }) => type === 'invoke').length;
}
