import type { HistoryEvent } from '../../model/history.ts';
import { emptyReport, type LifePlan, type LifeReport } from '../life.ts';
import { failed, type Problem } from '../problem.ts';

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
