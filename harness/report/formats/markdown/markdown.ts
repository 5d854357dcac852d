import { LOSS_WORDS } from '../../../verdict/loss.ts';
import type { Finding, Report, RequirementReport } from '../../../verdict/report.ts';
import { callSiteOf } from '../../call-site-of.ts';
import { painter } from '../../color.ts';
import { countOf } from '../../count.ts';
import { failureBlock } from '../../failure-block.ts';
import { requirementPage } from '../../requirement-page.ts';
import type { Telling } from '../../telling.ts';
import { countedVerdicts, heldWords, OVERALL_WORDS } from '../../verdict-words.ts';
import { failuresWorstFirst } from '../../worst-first.ts';
import { ellipsis } from '../../wrap.ts';
import type { ReportFormat } from '../report-format.ts';
import { fenced, inline, table } from './markdown-text.ts';

/**
 * The report as GitHub's Markdown, for the summary of a CI run or a comment: the verdict and the level that holds, a table of what failed with
 * the worst first, the block of each folded below it, what could not be decided, and the findings. What a store says can neither become
 * markup nor break out of its fence. Blocks beyond 900,000 bytes are left out, and it says so: GitHub takes 1 MiB.
 */
export function renderMarkdown(report: Report, telling: Telling): string {
  const failures = failuresWorstFirst(report.requirements);
  const undecided = report.requirements.filter(({ verdict }) => UNDECIDED.has(verdict));
  const parts = [
    heading(report),
    [countedVerdicts(report).join(' · ')],
    ...(failures.length === 0 ? [] : [['### Failures'], failureTable(failures, report), ...blocks(failures, telling)]),
    ...(undecided.length === 0 ? [] : [['### Not decided'], undecidedTable(undecided)]),
    ...(report.findings.length === 0 ? [] : [['### Findings'], report.findings.map(findingItem)]),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const BLOCK_WIDTH = 100;
/** A table has the gist; the block below it has all. */
const CELL_CHARACTERS_MAX = 300;
const BLOCKS_BYTES_MAX = 900_000;
const UNDECIDED: ReadonlySet<string> = new Set(['not-testable', 'flaky', 'harness-error']);

function heading(report: Report): string[] {
  const { store, host, effort, level, seed, verdict } = report;
  const version = store.package?.version === undefined ? '' : `@${store.package.version}`;
  const judged = store.package === undefined ? [] : [inline(`${store.package.name}${version}`)];
  const facts = [...judged, `${host} host`, `up to level ${level}`, `${effort} effort`, `seed ${seed}`];
  return [
    `## ${inline(store.name)}: ${OVERALL_WORDS[verdict]}, ${heldWords(report)}`,
    '',
    `crashworthy ${inline(report.crashworthy)} · ${facts.join(' · ')}`,
  ];
}

function failureTable(failures: readonly RequirementReport[], { crashworthy }: Report): string[] {
  const rows = failures.map((requirement) => {
    const { id, title, severity, level, loss, reason, counterexample } = requirement;
    const site = callSiteOf(requirement);
    return [
      `[${inline(id)}](${requirementPage(id, crashworthy)})`,
      `${severity}, ${level}`,
      LOSS_WORDS[loss],
      inline(ellipsis(counterexample?.observed ?? reason ?? title, CELL_CHARACTERS_MAX)),
      site === undefined ? '' : inline(`${site.file}:${site.line}`),
    ];
  });
  return table(['requirement', 'level', 'lost', 'found', 'at'], rows);
}

function blocks(failures: readonly RequirementReport[], telling: Telling): string[][] {
  let bytes = 0;
  const folded = failures.map((requirement) => foldedBlock(requirement, telling));
  const shown = folded.filter((lines) => {
    bytes += Buffer.byteLength(lines.join('\n')) + 2;
    return bytes <= BLOCKS_BYTES_MAX;
  });
  const left = folded.length - shown.length;
  return left === 0 ? shown : [...shown, [`${countOf(left, 'failure')} more would be too long here; the JSON report has them.`]];
}

function foldedBlock(requirement: RequirementReport, telling: Telling): string[] {
  const { id, title } = requirement;
  const block = failureBlock(requirement, { paint: painter(false), width: BLOCK_WIDTH, telling });
  return ['<details>', `<summary>${inline(id)}: ${inline(title)}</summary>`, '', ...fenced(block), '', '</details>'];
}

function undecidedTable(requirements: readonly RequirementReport[]): string[] {
  const rows = requirements.map(({ id, verdict, reason = '' }) => [
    inline(id),
    verdict,
    inline(ellipsis(reason, CELL_CHARACTERS_MAX)),
  ]);
  return table(['requirement', 'verdict', 'why'], rows);
}

function findingItem({ code, level, message, hint }: Finding): string {
  const next = hint === undefined ? '' : ` Hint: ${inline(hint)}`;
  return `- **${level}** ${inline(code)}: ${inline(message)}${next}`;
}

export const markdown: ReportFormat = {
  name: 'markdown',
  extension: 'md',
  about: 'for a summary of a CI run, or a comment',
  render: (report, { telling }) => renderMarkdown(report, telling),
};
