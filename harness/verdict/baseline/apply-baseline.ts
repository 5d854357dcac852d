import type { Finding, OverallVerdict, Report, RequirementReport } from '../report.ts';
import type { BaselineEntries, BaselineEntry } from './baseline.ts';

/**
 * The report as the baseline has it: what is listed and fails is expected to. An entry whose requirement passes, or is no requirement of the store, is
 * stale; one whose day is over counts no more. A stale entry makes a run that nothing else breaks a `stale-baseline`. Pure.
 *
 * @param file the name of the baseline, for the report.
 * @param today by UTC: `2026-11-30`.
 */
export function applyBaseline(
  report: Report,
  entries: BaselineEntries,
  { file, today }: { file: string; today: string },
): Report {
  const expired = new Set(Object.keys(entries).filter((id) => isOver(entries[id], today)));
  const requirements = report.requirements.map((one) => (expired.has(one.id) ? one : expected(one, entries[one.id])));
  const stale = Object.keys(entries).filter((id) => isStale(report.requirements.find((one) => one.id === id)));
  const matched = requirements.filter(({ verdict }) => verdict === 'expected-fail').map(({ id }) => id);
  return {
    ...report,
    verdict: verdictOf({ ...report, requirements }, stale),
    requirements,
    baseline: { file, matched, stale, expired: [...expired] },
    findings: [
      ...report.findings,
      ...told(
        file,
        stale,
        [...expired].filter((id) => !stale.includes(id)),
        entries,
      ),
    ],
  };
}

function isOver(entry: BaselineEntry | undefined, today: string): boolean {
  return entry?.expires !== undefined && entry.expires < today;
}

function expected(requirement: RequirementReport, entry: BaselineEntry | undefined): RequirementReport {
  if (entry === undefined || requirement.verdict !== 'fail') return requirement;
  const { reason, issue, expires } = entry;
  const rest = [...(issue === undefined ? [] : [issue]), ...(expires === undefined ? [] : [`until ${expires}`])];
  return { ...requirement, verdict: 'expected-fail', reason: rest.length === 0 ? reason : `${reason} (${rest.join(', ')})` };
}

/** What was switched off, or could not be decided, says nothing of its entry. */
function isStale(requirement: RequirementReport | undefined): boolean {
  return requirement === undefined || requirement.verdict === 'pass' || requirement.verdict === 'not-applicable';
}

function verdictOf({ verdict, requirements, findings }: Report, stale: readonly string[]): OverallVerdict {
  const musts = requirements.filter(({ severity }) => severity === 'MUST');
  const isBroken = musts.some((one) => one.verdict === 'fail') || findings.some(({ level }) => level === 'error');
  const undecided = musts.some((one) => one.verdict === 'not-testable' || one.verdict === 'flaky');
  const without = verdict !== 'broken' || isBroken ? verdict : undecided ? 'incomplete' : 'conforms';
  return stale.length > 0 && (without === 'conforms' || without === 'incomplete') ? 'stale-baseline' : without;
}

function told(file: string, stale: readonly string[], expired: readonly string[], entries: BaselineEntries): Finding[] {
  return [
    ...stale.map(
      (id): Finding => ({
        code: 'CW_BASELINE_STALE',
        level: 'warning',
        message: `${file} lists ${id} (${entries[id]?.reason}), and it does not fail.`,
        hint: 'Remove the entry, or let --update-baseline do it.',
      }),
    ),
    ...expired.map(
      (id): Finding => ({
        code: 'CW_BASELINE_EXPIRED',
        level: 'warning',
        message: `${file} put up with ${id} until ${entries[id]?.expires}; it counts again.`,
        hint: 'Mend the store, or give the entry another day.',
      }),
    ),
  ];
}
