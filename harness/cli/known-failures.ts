import { existsSync } from 'node:fs';
import { Failure } from '../contract/failure.ts';
import { today, withBaseline } from '../judge/known-failures.ts';
import { NO_BASELINE } from '../verdict/baseline/baseline.ts';
import { BASELINE_FILE, readBaseline, writeBaseline } from '../verdict/baseline/baseline-file.ts';
import { updateBaseline } from '../verdict/baseline/update-baseline.ts';
import type { Report } from '../verdict/report.ts';
import type { Gate } from './arguments.ts';

/**
 * What a run has to know of a baseline: the one that is named, or else the usual one where it is there. None while it is being updated.
 *
 * @throws {Failure} CW_BASELINE_MISSING
 */
export function baselineOption({ baseline, updateBaseline: updates }: Gate): { baseline?: string } {
  if (updates) return {};
  if (baseline === undefined) return existsSync(BASELINE_FILE) ? { baseline: BASELINE_FILE } : {};
  if (existsSync(baseline)) return { baseline };
  throw new Failure('CW_BASELINE_MISSING', `There is no baseline ${baseline}.`, {
    hint: `--update-baseline --baseline ${baseline} writes it.`,
  });
}

/** Where that is asked for, writes what fails now to the baseline; the report is then as it has it. */
export async function withUpdatedBaseline(report: Report, { baseline, updateBaseline: updates }: Gate): Promise<Report> {
  if (!updates || report.verdict === 'interrupted' || report.verdict === 'harness-error') return report;
  const file = baseline ?? BASELINE_FILE;
  const updated = updateBaseline((await readBaseline(file)) ?? NO_BASELINE, report, today());
  await writeBaseline(file, updated);
  return withBaseline(report, updated, file);
}
