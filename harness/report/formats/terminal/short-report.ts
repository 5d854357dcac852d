import { LOSS_WORDS } from '../../../verdict/loss.ts';
import type { Report, RequirementReport } from '../../../verdict/report.ts';
import { judgedModels } from '../../by-model.ts';
import type { Style } from '../../color.ts';
import { count } from '../../count.ts';
import { failureBlock } from '../../failure-block.ts';
import { findingLines } from '../../finding-lines.ts';
import { observationLines } from '../../observation-lines.ts';
import { type Page, pageOf, type Surroundings } from '../../page.ts';
import { printable } from '../../printable.ts';
import { seconds } from '../../seconds.ts';
import { shellWord } from '../../shell-word.ts';
import { countedVerdicts } from '../../verdict-words.ts';
import { failuresWorstFirst } from '../../worst-first.ts';
import { ellipsis, lengthOf, wrap } from '../../wrap.ts';
import { OVERALL, whatIsMissing } from './verdict-words.ts';

/** What fits on a screen. */
const MOST_LINES = 40;
/** Of the worst failure this much is shown, however many others there are. */
const LEAST_BLOCK = 18;
/** So many failures are listed, however long the worst one's story is. */
const LEAST_LISTED = 6;

/**
 * The report by what a reader wants first: the verdict, a line a failure (what is lost, when, where), the whole story of the worst one, and what passed, as
 * counts. Of a broken store about forty lines, of one that conforms about twelve. Ends with a line feed. The last line alone depends on how long the run took.
 */
export function renderShort(report: Report, surroundings: Surroundings): string {
  const page = pageOf(surroundings);
  const failed = failuresWorstFirst(report.requirements);
  const findings = report.findings.filter(({ level }) => level !== 'note');
  const after = [
    ...(findings.length === 0 ? [] : [findingLines(findings, page)]),
    [...passes(report, page), ...notes(report, page), ...missing(report, page), ...more(report, failed, page)],
    wrap([...facts(report), seconds(report.times.durationMs)].join(' · '), { width: page.width, rest: '  ' }),
  ].filter((lines) => lines.length > 0);
  const listed = [...failed.map((one) => failureLine(one, page)), ...open(report.requirements, page)];
  const [worst] = failed;
  const title = verdictLine(report, page);
  // Each of the two parts is followed by an empty line.
  const left = MOST_LINES - title.length - after.flat().length - after.length - 1;
  const block = worst === undefined ? [] : failureBlock(worst, page, Math.max(LEAST_BLOCK, left - listed.length));
  const shown = cut(listed, Math.max(LEAST_LISTED, left - block.length));
  const parts = [[...title, ...shown], block, ...after].filter((lines) => lines.length > 0);
  // What is short is read at one glance.
  const gap = block.length === 0 && findings.length === 0 ? '\n' : '\n\n';
  return `${parts.map((lines) => lines.join('\n')).join(gap)}\n`;
}

/** The verdict, and a line a failure. */
export function renderQuiet(report: Report, surroundings: Surroundings): string {
  const page = pageOf(surroundings);
  const failed = failuresWorstFirst(report.requirements).map((one) => failureLine(one, page));
  const codes = report.findings
    .filter(({ level }) => level === 'error' || level === 'harness')
    .map(({ code, message }) => ellipsis(`  ${code}  ${oneLine(message)}`, page.width));
  return `${[...verdictLine(report, page), ...failed, ...codes].join('\n')}\n`;
}

function verdictLine(report: Report, { paint, width }: Page): string[] {
  const { store, verdict, holds } = report;
  const { word, style } = OVERALL[verdict];
  const name = printable(store.package === undefined ? store.name : `${store.name} (${packageName(store.package)})`);
  const level = holds === undefined ? [] : [`level ${holds}`];
  const text = [name, ...level, ...countedVerdicts(report)].join(' · ');
  const [head = '', ...rest] = wrap(text, { width, first: `${word}  `, rest: '  ' });
  return [`${paint(style, word)}${head.slice(word.length)}`, ...rest];
}

function packageName({ name, version }: { name: string; version?: string }): string {
  return version === undefined ? name : `${name}@${version}`;
}

const FAILED = { MUST: { word: 'failed', style: 'red' }, SHOULD: { word: 'warning', style: 'yellow' } } as const;
/** As long as the longest of the words in front of a line. */
const WORD_WIDTH = 'not testable'.length;
const ID_WIDTH = 9;

/** One line: what is lost, when, where. */
function failureLine(requirement: RequirementReport, { paint, width }: Page): string {
  const { id, severity, loss, title, reason, counterexample } = requirement;
  const { word, style } = FAILED[severity];
  const head = `  ${word.padEnd(WORD_WIDTH - 5)} ${id.padEnd(ID_WIDTH)} `;
  const observed = oneLine(counterexample?.observed ?? reason ?? title);
  const site = counterexample?.callSite ?? counterexample?.attribution?.first;
  const place = site === undefined ? '' : `${site.file}:${site.line}`;
  const most = Math.floor(width / 3);
  const where = place === '' ? '' : `  ${lengthOf(place) <= most ? place : `…${[...place].slice(1 - most).join('')}`}`;
  const what = ellipsis(`${LOSS_WORDS[loss]}: ${observed}`, width - lengthOf(head) - lengthOf(where));
  return `${head.replace(word, () => paint(style, word))}${what}${paint('cyan', where)}`;
}

const OPEN: readonly { readonly verdict: RequirementReport['verdict']; readonly word: string; readonly style: Style }[] = [
  { verdict: 'harness-error', word: 'harness error', style: 'magenta' },
  { verdict: 'flaky', word: 'flaky', style: 'yellow' },
  { verdict: 'expected-fail', word: 'expected to fail', style: 'yellow' },
  { verdict: 'not-testable', word: 'not testable', style: 'yellow' },
];

const MOST_NAMED = 4;

/** What neither passed nor failed and is to be known, a line for all with one reason. */
function open(requirements: readonly RequirementReport[], { paint, width }: Page): string[] {
  return OPEN.flatMap(({ verdict, word, style }) => {
    const some = requirements.filter((requirement) => requirement.verdict === verdict);
    const reasons = [...new Set(some.map(({ reason = '' }) => reason))];
    return reasons.map((why) => {
      const ids = some.filter(({ reason = '' }) => reason === why).map(({ id }) => id);
      const named = ids.length <= MOST_NAMED ? ids.join(', ') : `${count(ids.length)} of them`;
      const text = ellipsis(`  ${word}  ${named}${why === '' ? '' : `: ${oneLine(why)}`}`, width);
      return text.replace(word, () => paint(style, word));
    });
  });
}

function cut(lines: readonly string[], most: number): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most - 1), `  and ${count(lines.length - most + 1)} more`];
}

/** Where nothing failed a line a suite, else all in a paragraph. */
function passes({ requirements, verdict }: Report, { paint, width }: Page): string[] {
  const bySuite = new Map<string, number>();
  for (const { suite, verdict: one } of requirements) if (one === 'pass') bySuite.set(suite, (bySuite.get(suite) ?? 0) + 1);
  if (bySuite.size === 0) return [];
  if (verdict !== 'conforms') {
    const all = [...bySuite].map(([suite, passed]) => `${suite} ${count(passed)}`).join(' · ');
    return wrap(all, { width, first: 'Passed  ', rest: '        ' });
  }
  const nameWidth = Math.max(...[...bySuite.keys()].map(lengthOf));
  return [...bySuite].map(
    ([suite, passed]) => `  ${paint('green', '✓')} ${printable(suite).padEnd(nameWidth)}  ${count(passed)} passed`,
  );
}

function missing(report: Report, { width }: Page): string[] {
  return report.verdict === 'incomplete' ? wrap(whatIsMissing(report), { width }) : [];
}

/** What may matter, in few words: what to do about it is told by `--verbose`. */
function notes({ findings }: Report, { paint, width }: Page): string[] {
  return findings
    .filter(({ level }) => level === 'note')
    .flatMap(({ code, message }) =>
      wrap(oneLine(message), { width, first: `  note ${code}  `, rest: '    ' }).map((line) => paint('dim', line)),
    );
}

/** How to read what is left out. */
function more(report: Report, failed: readonly RequirementReport[], page: Page): string[] {
  const [, next] = failed;
  const file = next?.counterexampleFile;
  if (next !== undefined && file !== undefined) {
    return [`All of it: --verbose. One failure: npx crashworthy replay ${shellWord(file)}`];
  }
  if (failed.length > 0) return ['All of it: --verbose'];
  const [unclaimed] = observationLines(report, page).slice(1);
  if (unclaimed === undefined) return [];
  return [ellipsis(`What else it could claim: npx crashworthy probe ${shellWord(report.store.target)}`, page.width)];
}

function facts(report: Report): string[] {
  const { crashworthy, host, effort, seed, store } = report;
  const models = judgedModels(report);
  const [only] = models;
  const told = models.length === 1 ? `${only} model` : `${count(models.length)} persistence models`;
  return [
    `crashworthy ${crashworthy}`,
    `${host} host`,
    ...(store.kind === 'store' ? [told] : []),
    `${effort} effort`,
    ...(report.level === 'AAA' ? [] : [`up to level ${report.level}`]),
    `seed ${seed}`,
  ];
}

function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ');
}
