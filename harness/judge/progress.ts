import { sumOf } from '../verdict/statistics.ts';
import type { JudgeOptions } from './judge-options.ts';
import type { PartRecord } from './part-record.ts';

type Progress = Parameters<NonNullable<JudgeOptions['onProgress']>>[0];

/** How far the parts of a run are, all together. */
export function toldProgress(parts: readonly PartRecord[]): Progress {
  const tallies = parts.flatMap(({ tally }) => (tally === undefined ? [] : [tally]));
  const statistics = Object.fromEntries(tallies.map(({ tallies: counted }, index) => [index, counted]));
  return {
    workloads: sumOf(statistics, 'workloads'),
    totalWorkloads: tallies.reduce((total, { totalWorkloads }) => total + totalWorkloads, 0),
    images: sumOf(statistics, 'images'),
    failures: parts.flatMap(({ part, failures }) =>
      part.does === 'judge' ? failures.map(({ requirement }) => requirement) : [],
    ),
  };
}
