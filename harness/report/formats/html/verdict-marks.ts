import type { OverallVerdict, RequirementReport } from '../../../verdict/report.ts';
import type { Verdict } from '../../../verdict/requirement.ts';
import { type Markup, markup } from './markup.ts';

/** How a verdict looks: never by its color alone. */
type Tone = 'good' | 'bad' | 'doubtful' | 'quiet';

interface Mark {
  readonly mark: string;
  readonly word: string;
  readonly tone: Tone;
}

const MARKS: { readonly [V in Verdict]: Mark } = {
  pass: { mark: '✓', word: 'passed', tone: 'good' },
  fail: { mark: '✗', word: 'failed', tone: 'bad' },
  'not-testable': { mark: '?', word: 'not testable', tone: 'doubtful' },
  'harness-error': { mark: '‼', word: 'harness error', tone: 'doubtful' },
  flaky: { mark: '≈', word: 'flaky', tone: 'doubtful' },
  'expected-fail': { mark: '~', word: 'expected to fail', tone: 'doubtful' },
  'not-applicable': { mark: '-', word: 'not applicable', tone: 'quiet' },
  disabled: { mark: '-', word: 'disabled', tone: 'quiet' },
};

const WARNING: Mark = { mark: '!', word: 'warning', tone: 'doubtful' };

const OVERALL: { readonly [V in OverallVerdict]: Tone } = {
  conforms: 'good',
  broken: 'bad',
  incomplete: 'doubtful',
  'stale-baseline': 'doubtful',
  'harness-error': 'doubtful',
  interrupted: 'doubtful',
};

/** A SHOULD that failed is a warning. */
function markOf({ verdict, severity }: Pick<RequirementReport, 'verdict' | 'severity'>): Mark {
  return verdict === 'fail' && severity === 'SHOULD' ? WARNING : MARKS[verdict];
}

/** The verdict of a requirement, as a sign and a word. */
export function verdictMark(requirement: Pick<RequirementReport, 'verdict' | 'severity'>): Markup {
  const { mark, word, tone } = markOf(requirement);
  return markup`<span class="verdict ${tone}"><span aria-hidden="true">${mark}</span> ${word}</span>`;
}

/** The verdict of the run. */
export function overallMark(verdict: OverallVerdict): Markup {
  return markup`<strong class="overall ${OVERALL[verdict]}">${verdict.replace('-', ' ')}</strong>`;
}

/** How often each verdict occurs, in words: `37 passed, 2 failed, 1 warning`. */
export function verdictCounts(requirements: readonly RequirementReport[]): string {
  const counts = new Map<string, number>([...Object.values(MARKS), WARNING].map(({ word }) => [word, 0]));
  for (const requirement of requirements) {
    const { word } = markOf(requirement);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].flatMap(([word, number]) => (number === 0 ? [] : [`${number} ${word}`])).join(', ');
}
