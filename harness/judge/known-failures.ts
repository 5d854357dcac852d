import { Failure } from '../contract/failure.ts';
import { nearest } from '../contract/nearest.ts';
import { applyBaseline } from '../verdict/baseline/apply-baseline.ts';
import { type Baseline, NO_BASELINE } from '../verdict/baseline/baseline.ts';
import type { Report } from '../verdict/report.ts';
import { REQUIREMENTS } from './requirements.ts';

/** The requirements that a baseline lists, of any store: which one is judged is known only once it was loaded. */
export function knownIn(baseline: Baseline = NO_BASELINE): ReadonlySet<string> {
  return new Set(Object.values(baseline.stores).flatMap(Object.keys));
}

/**
 * The report as the baseline has it, today.
 *
 * @throws {Failure} CW_BASELINE_UNREADABLE where it lists what is no requirement.
 */
export function withBaseline(report: Report, baseline: Baseline = NO_BASELINE, file: string): Report {
  const entries = baseline.stores[report.store.name] ?? {};
  const ids = REQUIREMENTS.map(({ id }) => id);
  const unknown = Object.keys(entries).find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    const meant = nearest(unknown, ids);
    throw new Failure('CW_BASELINE_UNREADABLE', `${file} is no baseline: it lists ${unknown}, which is no requirement.`, {
      hint: meant === undefined ? '`crashworthy list` shows them all.' : `Did you mean ${meant}?`,
    });
  }
  return applyBaseline(report, entries, { file, today: today() });
}

/** By UTC: `2026-11-30`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
