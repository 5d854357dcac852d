import { isPutUpWith } from '../../../verdict/exit-code.ts';
import type { OverallVerdict, Report, RequirementReport } from '../../../verdict/report.ts';
import type { Verdict } from '../../../verdict/requirement.ts';
import type { Style } from '../../color.ts';
import { VERDICT_WORDS } from '../../verdict-words.ts';

export interface VerdictWord {
  readonly mark: string;
  readonly style: Style;
  readonly word: string;
}

const MARKS: { readonly [V in Verdict]: Omit<VerdictWord, 'word'> } = {
  pass: { mark: '✓', style: 'green' },
  fail: { mark: '✗', style: 'red' },
  'not-testable': { mark: '?', style: 'yellow' },
  'harness-error': { mark: '‼', style: 'magenta' },
  flaky: { mark: '≈', style: 'yellow' },
  'expected-fail': { mark: '~', style: 'yellow' },
  'not-applicable': { mark: '-', style: 'dim' },
  disabled: { mark: '-', style: 'dim' },
};

const WARNING: VerdictWord = { mark: '!', style: 'yellow', word: 'SHOULD failed: a warning' };

export function markOf({ verdict, severity }: Pick<RequirementReport, 'verdict' | 'severity'>): VerdictWord {
  return verdict === 'fail' && severity === 'SHOULD' ? WARNING : { ...MARKS[verdict], word: VERDICT_WORDS[verdict] };
}

export const OVERALL: { readonly [V in OverallVerdict]: { readonly word: string; readonly style: Style } } = {
  conforms: { word: 'CONFORMS', style: 'green' },
  broken: { word: 'BROKEN', style: 'red' },
  incomplete: { word: 'INCOMPLETE', style: 'yellow' },
  'stale-baseline': { word: 'STALE BASELINE', style: 'yellow' },
  'harness-error': { word: 'HARNESS ERROR', style: 'magenta' },
  interrupted: { word: 'INTERRUPTED', style: 'yellow' },
};

/** Said beside INCOMPLETE: it is easily taken for an accusation. */
export function whatIsMissing(report: Report): string {
  const open = 'Nothing that was tested is broken, but not all that applies could be tested.';
  if (isPutUpWith(report)) return `${open} That is allowed (--allow-not-testable).`;
  return report.allowNotTestable
    ? `${open} --allow-not-testable does not cover this: nothing could be tested, or a failure did not happen a second time.`
    : `${open} The reasons are above; --allow-not-testable puts up with them.`;
}
