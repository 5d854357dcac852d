import { isPutUpWith } from '../../../verdict/exit-code.ts';
import type { OverallVerdict, Report, RequirementReport } from '../../../verdict/report.ts';
import type { Verdict } from '../../../verdict/requirement.ts';
import { sumOf } from '../../../verdict/statistics.ts';
import { byModel, judgedModels } from '../../by-model.ts';
import type { Style } from '../../color.ts';
import { count, countOf } from '../../count.ts';
import { failureBlock } from '../../failure-block.ts';
import { findingLines } from '../../finding-lines.ts';
import { observationLines } from '../../observation-lines.ts';
import { type Page, pageOf, type Surroundings } from '../../page.ts';
import { printable } from '../../printable.ts';
import { seconds } from '../../seconds.ts';
import { wrap } from '../../wrap.ts';
import type { ReportFormat } from '../report-format.ts';

/**
 * The report as an engineer reads it: what was judged, a line or two per requirement, what was observed beside them, a block per failure,
 * the findings, and a summary.
 * Ends with a line feed. The last line alone depends on how long the run took.
 */
export function renderReport(report: Report, surroundings: Surroundings): string {
  const page = pageOf(surroundings);
  const parts = [header(report, page), ...suites(report, page)];
  const observed = observationLines(report, page);
  if (observed.length > 0) parts.push(observed);
  parts.push(...failures(report.requirements, page));
  if (report.findings.length > 0) parts.push(findingLines(report.findings, page));
  parts.push(summary(report, page));
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const MARKS: { [V in Verdict]: { mark: string; style: Style; word: string } } = {
  pass: { mark: '✓', style: 'green', word: 'passed' },
  fail: { mark: '✗', style: 'red', word: 'failed' },
  'not-testable': { mark: '?', style: 'yellow', word: 'not testable' },
  'harness-error': { mark: '‼', style: 'magenta', word: 'harness error' },
  flaky: { mark: '≈', style: 'yellow', word: 'flaky' },
  'expected-fail': { mark: '~', style: 'yellow', word: 'expected to fail' },
  'not-applicable': { mark: '-', style: 'dim', word: 'not applicable' },
  disabled: { mark: '-', style: 'dim', word: 'disabled' },
};

const WARNING = { mark: '!', style: 'yellow', word: 'SHOULD failed: a warning' } as const;

function header(report: Report, { paint, width }: Page): string[] {
  const { store, host, effort, seed } = report;
  const name = printable(store.name);
  const judged = store.package === undefined ? '' : ` (${packageName(store.package)})`;
  const models = report.store.kind === 'store' ? [modelsFact(report)] : [];
  const facts = [`${name}${judged}`, `${host} host`, ...models, `${effort} effort`, `seed ${seed}`];
  const lines = wrap(`crashworthy ${report.crashworthy} · ${facts.join(' · ')}`, { width, rest: '  ' });
  // Painted after wrapping: escape sequences would count as columns.
  return lines.map((line, index) => (index === 0 ? line.replace(name, () => paint('bold', name)) : line));
}

function modelsFact(report: Report): string {
  const judged = judgedModels(report);
  const [only, ...others] = judged;
  if (only === undefined) return 'no model that it claims anything of';
  return others.length === 0 ? `${only} model` : `models ${judged.join(', ')}`;
}

function packageName({ name, version }: { name: string; version?: string }): string {
  return printable(version === undefined ? name : `${name}@${version}`);
}

function suites(report: Report, page: Page): string[][] {
  const { requirements } = report;
  const everyModel = judgedModels(report).length;
  const bySuite = new Map<string, RequirementReport[]>();
  for (const requirement of requirements) {
    const known = bySuite.get(requirement.suite);
    if (known === undefined) bySuite.set(requirement.suite, [requirement]);
    else known.push(requirement);
  }
  const idWidth = Math.max(...requirements.map(({ id }) => id.length));
  return [...bySuite].map(([suite, list]) => [
    page.paint('bold', suite),
    ...list.flatMap((requirement) => requirementLines(requirement, { idWidth, everyModel }, page)),
  ]);
}

function requirementLines(
  requirement: RequirementReport,
  { idWidth, everyModel }: { idWidth: number; everyModel: number },
  { paint, width }: Page,
): string[] {
  const { verdict, id, title, reason, models = [] } = requirement;
  const { mark, style, word } = markOf(requirement);
  const told = reason === undefined ? word : `${word}: ${printable(reason)}`;
  const text = verdict === 'pass' ? printable(title) : `${printable(title)} [${told}]`;
  const first = `  ${mark} ${id.padEnd(idWidth)}  `;
  const lines = wrap(text, { width, first });
  if (style === 'dim') return lines.map((line) => paint('dim', line));
  const [head = '', ...rest] = lines;
  // What holds under every model that the header names needs no line of its own.
  const untold = models.length === 0 || (verdict === 'pass' && models.length === everyModel);
  const under = untold ? [] : wrap(byModel(models), { width, first: ' '.repeat(first.length) });
  return [`  ${paint(style, mark)}${head.slice(2 + mark.length)}`, ...rest, ...under.map((line) => paint('dim', line))];
}

function markOf({ verdict, severity }: RequirementReport): { mark: string; style: Style; word: string } {
  return verdict === 'fail' && severity === 'SHOULD' ? WARNING : MARKS[verdict];
}

function failures(requirements: readonly RequirementReport[], page: Page): string[][] {
  return requirements.filter(({ verdict }) => verdict === 'fail').map((requirement) => failureBlock(requirement, page));
}

const OVERALL: { [V in OverallVerdict]: { word: string; style: Style } } = {
  conforms: { word: 'CONFORMS', style: 'green' },
  broken: { word: 'BROKEN', style: 'red' },
  incomplete: { word: 'INCOMPLETE', style: 'yellow' },
  'harness-error': { word: 'HARNESS ERROR', style: 'magenta' },
  interrupted: { word: 'INTERRUPTED', style: 'yellow' },
};

function summary(report: Report, { paint, width, telling }: Page): string[] {
  const { verdict, requirements, statistics, times } = report;
  const { word, style } = OVERALL[verdict];
  const [head = '', ...rest] = wrap([...tally(requirements)].join(' · '), { width, first: `${word}  ` });
  const tried = [countOf(sumOf(statistics, 'workloads'), 'workload'), ...telling.counted(statistics)];
  return [
    `${paint(style, word)}${head.slice(word.length)}`,
    ...rest,
    ...(verdict === 'incomplete' ? wrap(whatIsMissing(report), { width }) : []),
    ...wrap(tried.join(' · '), { width }),
    `in ${seconds(times.durationMs)}`,
  ];
}

/** Said beside the word: it is easily taken for an accusation. */
function whatIsMissing(report: Report): string {
  const open = 'Nothing that was tested is broken, but not all that applies could be tested.';
  if (isPutUpWith(report)) return `${open} That is allowed (--allow-not-testable).`;
  return report.allowNotTestable
    ? `${open} --allow-not-testable does not cover this: nothing could be tested, or a failure did not happen a second time.`
    : `${open} The reasons are above; --allow-not-testable puts up with them.`;
}

function* tally(requirements: readonly RequirementReport[]): Generator<string> {
  for (const verdict of [
    'pass',
    'fail',
    'not-testable',
    'harness-error',
    'flaky',
    'expected-fail',
    'not-applicable',
    'disabled',
  ] as const) {
    const all = requirements.filter((requirement) => requirement.verdict === verdict);
    const warnings = verdict === 'fail' ? all.filter(({ severity }) => severity === 'SHOULD').length : 0;
    if (all.length > warnings) yield `${count(all.length - warnings)} ${MARKS[verdict].word}`;
    if (warnings > 0) yield countOf(warnings, 'warning');
  }
}

export const terminal: ReportFormat = {
  name: 'terminal',
  extension: 'txt',
  about: 'for people',
  render: renderReport,
};
