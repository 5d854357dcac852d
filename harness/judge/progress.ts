import { sumOf } from '../verdict/statistics.ts';
import type { JudgeFailure, JudgeProgress } from './judge-options.ts';
import type { PartRecord } from './part-record.ts';
import { severityOf } from './requirements.ts';
import type { FoundFailure } from './run-record.ts';

/** How far the parts of a run are, all together. */
export function toldProgress(parts: readonly PartRecord[]): JudgeProgress {
  const tallies = parts.flatMap(({ tally }) => (tally === undefined ? [] : [tally]));
  const statistics = Object.fromEntries(tallies.map(({ tallies: counted }, index) => [index, counted]));
  return {
    done: parts.reduce((sum, part) => sum + doneOf(part), 0) / Math.max(1, parts.length),
    workloads: sumOf(statistics, 'workloads'),
    totalWorkloads: tallies.reduce((total, { totalWorkloads }) => total + totalWorkloads, 0),
    images: sumOf(statistics, 'images'),
    failures: parts.flatMap(({ part, failures }) =>
      part.does === 'judge' ? failures.map(({ requirement }) => requirement) : [],
    ),
  };
}

function doneOf({ finished, endedEarly, tally }: PartRecord): number {
  if (finished || endedEarly !== undefined) return 1;
  if (tally === undefined || tally.totalWorkloads === 0) return 0;
  return Math.min(1, (tally.tallies.workloads ?? 0) / tally.totalWorkloads);
}

/** What is told of a failure as soon as it has happened again. */
export function toldFailure({ requirement, core: { expected, observed } }: FoundFailure): JudgeFailure {
  return { requirement, severity: severityOf(requirement), expected, observed };
}
