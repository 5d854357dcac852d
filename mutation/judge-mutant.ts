import { judge } from '../harness/judge/judge.ts';
import type { Report } from '../harness/verdict/report.ts';
import type { Outcome } from './mutant.ts';
import type { Judged, MutatedStore } from './stores.ts';

/** Judges a mutant at quick effort until a MUST fails, wherever its store is judged; what else is said of it is what is said first. */
export async function judgeMutant(url: URL, { judged = [{}] }: MutatedStore): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const how of judged) {
    const outcome = await judgeThere(url, how);
    if (outcome.kind === 'must') return outcome;
    outcomes.push(outcome);
    // What does not work at all does so nowhere.
    if (outcome.kind === 'code') break;
  }
  return outcomes[0] as Outcome;
}

async function judgeThere(url: URL, judged: Judged): Promise<Outcome> {
  const { says: _, ...how } = judged;
  try {
    const report = await judge(url, { ...how, effort: 'quick', bail: true, confirmKill: false, out: false, jobs: 1 });
    return outcomeOf(report, judged);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { kind: 'code', by: String(error.code) };
    throw error;
  }
}

/** What a report says of a mutant: the first of what it says that counts most, and is not said of the store too. */
export function outcomeOf(
  { requirements, findings, verdict }: Pick<Report, 'requirements' | 'findings' | 'verdict'>,
  { says = [], allowNotTestable = false }: Pick<Judged, 'says' | 'allowNotTestable'> = {},
): Outcome {
  const failed = requirements.filter((requirement) => requirement.verdict === 'fail');
  const must = failed.find(({ severity }) => severity === 'MUST');
  if (must !== undefined) return { kind: 'must', by: must.id };
  const error = findings.find(({ level }) => level === 'error');
  if (error !== undefined) return { kind: 'code', by: error.code };
  const [should] = failed;
  if (should !== undefined) return { kind: 'warning', by: should.id };
  const warning = findings.find(({ level, code }) => level === 'warning' && !says.includes(code));
  if (warning !== undefined) return { kind: 'warning', by: warning.code };
  if (verdict === 'conforms') return { kind: 'survived' };
  const untested = requirements.find(({ verdict }) => verdict === 'not-testable');
  if (untested !== undefined && !allowNotTestable) return { kind: 'code', by: `${untested.id} not-testable` };
  return verdict === 'incomplete' ? { kind: 'survived' } : { kind: 'code', by: verdict };
}
