import { judge } from '../harness/judge/judge.ts';
import type { Report } from '../harness/verdict/report.ts';
import type { Outcome } from './mutant.ts';
import type { MutatedStore } from './stores.ts';

/** Judges a mutant at quick effort until a MUST fails. */
export async function judgeMutant(url: URL, { judged }: MutatedStore): Promise<Outcome> {
  try {
    return outcomeOf(await judge(url, { ...judged, effort: 'quick', bail: true, confirmKill: false, out: false, jobs: 1 }));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { kind: 'code', by: String(error.code) };
    throw error;
  }
}

/** What a report says of a mutant: the first of what it says that counts most. */
export function outcomeOf({ requirements, findings, verdict }: Pick<Report, 'requirements' | 'findings' | 'verdict'>): Outcome {
  const failed = requirements.filter((requirement) => requirement.verdict === 'fail');
  const must = failed.find(({ severity }) => severity === 'MUST');
  if (must !== undefined) return { kind: 'must', by: must.id };
  const error = findings.find(({ level }) => level === 'error');
  if (error !== undefined) return { kind: 'code', by: error.code };
  const [should] = failed;
  if (should !== undefined) return { kind: 'warning', by: should.id };
  const warning = findings.find(({ level }) => level === 'warning');
  if (warning !== undefined) return { kind: 'warning', by: warning.code };
  if (verdict === 'conforms') return { kind: 'survived' };
  const untested = requirements.find((requirement) => requirement.verdict === 'not-testable');
  if (untested !== undefined) return { kind: 'code', by: `${untested.id} not-testable` };
  return { kind: 'code', by: verdict };
}
