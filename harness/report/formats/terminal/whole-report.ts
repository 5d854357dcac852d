import type { Report, RequirementReport } from '../../../verdict/report.ts';
import { sumOf } from '../../../verdict/statistics.ts';
import { byModel, judgedModels } from '../../by-model.ts';
import { countOf } from '../../count.ts';
import { failureBlock } from '../../failure-block.ts';
import { findingLines } from '../../finding-lines.ts';
import { observationLines } from '../../observation-lines.ts';
import { type Page, pageOf, type Surroundings } from '../../page.ts';
import { printable } from '../../printable.ts';
import { seconds } from '../../seconds.ts';
import { countedVerdicts } from '../../verdict-words.ts';
import { wrap } from '../../wrap.ts';
import { markOf, OVERALL, whatIsMissing } from './verdict-words.ts';

/**
 * Everything, for `--verbose`, as an engineer reads it: what was judged, a line or two per requirement, what was observed beside them, a block per failure,
 * the findings, and a summary.
 * Ends with a line feed. The last line alone depends on how long the run took.
 */
export function renderWhole(report: Report, surroundings: Surroundings): string {
  const page = pageOf(surroundings);
  const parts = [header(report, page), ...suites(report, page)];
  const observed = observationLines(report, page);
  if (observed.length > 0) parts.push(observed);
  parts.push(...failures(report.requirements, page));
  if (report.findings.length > 0) parts.push(findingLines(report.findings, page));
  parts.push(summary(report, page));
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

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

function failures(requirements: readonly RequirementReport[], page: Page): string[][] {
  return requirements.filter(({ verdict }) => verdict === 'fail').map((requirement) => failureBlock(requirement, page));
}

function summary(report: Report, { paint, width, telling }: Page): string[] {
  const { verdict, statistics, times } = report;
  const { word, style } = OVERALL[verdict];
  const [head = '', ...rest] = wrap(countedVerdicts(report).join(' · '), { width, first: `${word}  ` });
  const tried = [countOf(sumOf(statistics, 'workloads'), 'workload'), ...telling.counted(report)];
  return [
    `${paint(style, word)}${head.slice(word.length)}`,
    ...rest,
    ...(verdict === 'incomplete' ? wrap(whatIsMissing(report), { width }) : []),
    ...wrap(tried.join(' · '), { width }),
    `in ${seconds(times.durationMs)}`,
  ];
}
