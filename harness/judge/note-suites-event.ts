import { sumOf } from '../verdict/statistics.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import type { RunRecord } from './run-record.ts';
import type { SuitesEvent, WholeTally } from './run-suites.ts';

/** Takes up what the suites tell, wherever they run; but for failures, which are to be confirmed first. */
export function noteSuitesEvent(
  event: Exclude<SuitesEvent, { type: 'failure' }>,
  record: RunRecord,
  { onProgress }: ResolvedJudgeOptions,
): void {
  switch (event.type) {
    case 'progress': {
      // Also what the report has, should the run be interrupted.
      noteTally(event, record);
      const { totalWorkloads, statistics } = event;
      const workloads = sumOf(statistics, 'workloads');
      const images = sumOf(statistics, 'images');
      onProgress({ workloads, totalWorkloads, images, failures: record.failures.map(({ requirement }) => requirement) });
      return;
    }
    case 'not-applicable':
      record.notApplicable[event.requirement] = event.reason;
      return;
    case 'not-testable':
      record.notTestable[event.requirement] = event.reason;
      return;
    case 'observed':
      record.observedUnder = { ...event.under };
      return;
    case 'finding':
      record.findings.push(event.finding);
      return;
    case 'done':
      record.finished = event.endedEarly === undefined;
      if (event.endedEarly !== undefined) record.endedEarly = event.endedEarly;
      noteTally(event, record);
      return;
  }
}

function noteTally({ checked, checkedUnder, details, statistics }: WholeTally, record: RunRecord): void {
  record.checked = { ...checked };
  record.checkedUnder = checkedUnder;
  record.details = details;
  record.statistics = statistics;
}
