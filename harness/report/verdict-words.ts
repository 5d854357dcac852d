import { LEVELS } from '../verdict/level.ts';
import type { OverallVerdict, Report } from '../verdict/report.ts';
import type { Verdict } from '../verdict/requirement.ts';
import { count, countOf } from './count.ts';

/** What a report came to as a whole, in a word or two. */
export const OVERALL_WORDS: { readonly [V in OverallVerdict]: string } = {
  conforms: 'conforms',
  broken: 'broken',
  incomplete: 'incomplete',
  'stale-baseline': 'stale baseline',
  'harness-error': 'harness error',
  interrupted: 'interrupted',
};

export const VERDICT_WORDS: { readonly [V in Verdict]: string } = {
  pass: 'passed',
  fail: 'failed',
  'not-testable': 'not testable',
  'harness-error': 'harness error',
  flaky: 'flaky',
  'expected-fail': 'expected to fail',
  'not-applicable': 'not applicable',
  disabled: 'disabled',
};

const VERDICTS = Object.keys(VERDICT_WORDS) as Verdict[];

/** `level A holds`; `no level holds`, or, where nothing of the lowest one failed but not all of it was decided, that. */
export function heldWords({ holds, requirements, findings }: Pick<Report, 'holds' | 'requirements' | 'findings'>): string {
  if (holds !== undefined) return `level ${holds} holds`;
  const lowest = requirements.filter(({ severity, level }) => severity === 'MUST' && level === LEVELS[0]);
  const isBroken = lowest.some(({ verdict }) => verdict === 'fail') || findings.some(({ level }) => level === 'error');
  return isBroken ? 'no level holds' : `not all of level ${LEVELS[0]} was judged`;
}

/** How many requirements came to what: `42 passed`, `8 failed`, `1 warning` for a SHOULD that failed. Without those of which there are none. */
export function countedVerdicts({ requirements }: Pick<Report, 'requirements'>): string[] {
  return VERDICTS.flatMap((verdict) => {
    const all = requirements.filter((requirement) => requirement.verdict === verdict);
    const warnings = verdict === 'fail' ? all.filter(({ severity }) => severity === 'SHOULD').length : 0;
    return [
      ...(all.length > warnings ? [`${count(all.length - warnings)} ${VERDICT_WORDS[verdict]}`] : []),
      ...(warnings > 0 ? [countOf(warnings, 'warning')] : []),
    ];
  });
}
