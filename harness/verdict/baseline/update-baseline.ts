import type { Report } from '../report.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

/** What an entry says that nobody has given a reason for yet. */
export const UNEXPLAINED = 'Failed when the baseline was last updated.';

/**
 * The baseline with what fails now: entries of failures that go on stay as they are, without a day that is over; those of requirements that do not fail are
 * removed; what was not decided, or switched off, keeps its entry. Other stores' entries stay. Pure.
 *
 * @param report without a baseline.
 */
export function updateBaseline(baseline: Baseline, report: Report, today: string): Baseline {
  const known = baseline.stores[report.store.name] ?? {};
  const entries = report.requirements.flatMap(({ id, verdict }): [string, BaselineEntry][] => {
    const entry = known[id];
    if (verdict === 'fail') return [[id, entry === undefined ? { reason: UNEXPLAINED } : renewed(entry, today)]];
    const isUndecided = verdict !== 'pass' && verdict !== 'not-applicable';
    return entry !== undefined && isUndecided ? [[id, entry]] : [];
  });
  const stores = { ...baseline.stores, [report.store.name]: Object.fromEntries(entries) };
  const inOrder = Object.entries(stores)
    .filter(([, those]) => Object.keys(those).length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { schemaVersion: 1, stores: Object.fromEntries(inOrder) };
}

function renewed({ expires, ...entry }: BaselineEntry, today: string): BaselineEntry {
  return expires === undefined || expires < today ? entry : { ...entry, expires };
}
