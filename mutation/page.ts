import type { Explanation } from './explained.ts';
import type { KnownOutcomes } from './known.ts';
import type { Mutant } from './mutant.ts';
import { percent, scoreOf } from './score.ts';
import type { MutatedStore } from './stores.ts';

const BEGIN = '<!-- figures -->';
const END = '<!-- end of figures -->';

/** The page with the figures, and what is wrong and not seen, of what is known now. */
export function renderPage(
  page: string,
  all: ReadonlyMap<MutatedStore, readonly Mutant[]>,
  known: KnownOutcomes,
  explanations: readonly Explanation[],
): string {
  const judged = [...all].filter(([{ name }, mutants]) => mutants.some((mutant) => known.of(name, mutant) !== undefined));
  const scores = judged.map(([{ name }, mutants]) => ({ name, ...scoreOf(name, mutants, known, explanations) }));
  const suites = [...new Set(scores.flatMap(({ bySuite }) => [...bySuite.keys()]))];
  const rows = [
    ['', ...scores.map(({ name }) => name)],
    ['---', ...scores.map(() => '---')],
    ['**fail a MUST, of all**', ...scores.map(({ ofAll }) => `**${percent(ofAll)}**`)],
    ['of those that are not equivalent', ...scores.map(({ ofWrong }) => percent(ofWrong))],
    ['of those that work at all', ...scores.map(({ ofJudgeable }) => percent(ofJudgeable))],
    ['mutants', ...scores.map((score) => score.judged + score.waiting)],
    ['of which were judged', ...scores.map((score) => score.judged)],
    ...suites.map((suite) => [`fail ${suite}-n first`, ...scores.map(({ bySuite }) => bySuite.get(suite) ?? 0)]),
    ['a warning alone', ...scores.map((score) => score.warning)],
    ['a code, without a counterexample', ...scores.map((score) => score.code)],
    ['survive', ...scores.map((score) => score.survived)],
    ['of these three, equivalent', ...scores.map((score) => score.equivalent)],
  ];
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  const [before = ''] = page.split(BEGIN);
  const [, after = ''] = page.split(END);
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}
