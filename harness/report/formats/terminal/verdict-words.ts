import { isPutUpWith } from '../../../verdict/exit-code.ts';
import type { OverallVerdict, Report, RequirementReport } from '../../../verdict/report.ts';
import type { Verdict } from '../../../verdict/requirement.ts';
import type { Style } from '../../color.ts';
import { count, countOf } from '../../count.ts';

export interface VerdictWord {
  readonly mark: string;
  readonly style: Style;
  readonly word: string;
}

const MARKS: { readonly [V in Verdict]: VerdictWord } = {
  pass: { mark: '✓', style: 'green', word: 'passed' },
  fail: { mark: '✗', style: 'red', word: 'failed' },
  'not-testable': { mark: '?', style: 'yellow', word: 'not testable' },
  'harness-error': { mark: '‼', style: 'magenta', word: 'harness error' },
  flaky: { mark: '≈', style: 'yellow', word: 'flaky' },
  'expected-fail': { mark: '~', style: 'yellow', word: 'expected to fail' },
  'not-applicable': { mark: '-', style: 'dim', word: 'not applicable' },
  disabled: { mark: '-', style: 'dim', word: 'disabled' },
};

const WARNING: VerdictWord = { mark: '!', style: 'yellow', word: 'SHOULD failed: a warning' };

export function markOf({ verdict, severity }: Pick<RequirementReport, 'verdict' | 'severity'>): VerdictWord {
  return verdict === 'fail' && severity === 'SHOULD' ? WARNING : MARKS[verdict];
}

export const OVERALL: { readonly [V in OverallVerdict]: { readonly word: string; readonly style: Style } } = {
  conforms: { word: 'CONFORMS', style: 'green' },
  broken: { word: 'BROKEN', style: 'red' },
  incomplete: { word: 'INCOMPLETE', style: 'yellow' },
  'stale-baseline': { word: 'STALE BASELINE', style: 'yellow' },
  'harness-error': { word: 'HARNESS ERROR', style: 'magenta' },
  interrupted: { word: 'INTERRUPTED', style: 'yellow' },
};

/** How many came to what: `38 passed`, `7 failed`, `1 warning`. */
export function* tally(requirements: readonly RequirementReport[]): Generator<string> {
  for (const verdict of Object.keys(MARKS) as Verdict[]) {
    const all = requirements.filter((requirement) => requirement.verdict === verdict);
    const warnings = verdict === 'fail' ? all.filter(({ severity }) => severity === 'SHOULD').length : 0;
    if (all.length > warnings) yield `${count(all.length - warnings)} ${MARKS[verdict].word}`;
    if (warnings > 0) yield countOf(warnings, 'warning');
  }
}

/** Said beside INCOMPLETE: it is easily taken for an accusation. */
export function whatIsMissing(report: Report): string {
  const open = 'Nothing that was tested is broken, but not all that applies could be tested.';
  if (isPutUpWith(report)) return `${open} That is allowed (--allow-not-testable).`;
  return report.allowNotTestable
    ? `${open} --allow-not-testable does not cover this: nothing could be tested, or a failure did not happen a second time.`
    : `${open} The reasons are above; --allow-not-testable puts up with them.`;
}
