import { isPutUpWith } from '../../../verdict/exit-code.ts';
import type { Finding, Report, RequirementReport } from '../../../verdict/report.ts';
import type { Verdict } from '../../../verdict/requirement.ts';
import { callSiteOf } from '../../call-site-of.ts';
import { printable } from '../../printable.ts';
import { shellWord } from '../../shell-word.ts';
import { countedVerdicts, heldWords, OVERALL_WORDS } from '../../verdict-words.ts';
import { failuresWorstFirst } from '../../worst-first.ts';
import { ellipsis } from '../../wrap.ts';
import type { ReportFormat } from '../report-format.ts';

/**
 * The report as workflow commands, which GitHub Actions shows as annotations on the store's lines. An error is a MUST that failed, or a
 * finding that decides the verdict; a warning is a SHOULD that failed, another finding, or what could not be decided; the last line is
 * a notice of the verdict. The worst come first: GitHub shows ten errors and ten warnings of a step.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub(report: Report, directory?: string): string {
  const commands = [
    ...failuresWorstFirst(report.requirements).map((failure) => failureCommand(failure, directory)),
    ...report.findings.map(findingCommand),
    ...(isPutUpWith(report) ? [] : undecidedCommands(report.requirements)),
    verdictCommand(report),
  ];
  return `${commands.join('\n')}\n`;
}

/** Of what was found and what was expected. An annotation is to be read beside code. */
const CHARACTERS_MAX = 2000;

type Annotation = 'error' | 'warning' | 'notice';

function failureCommand(requirement: RequirementReport, directory?: string): string {
  const { id, title, severity, reason, counterexample, counterexampleFile } = requirement;
  const told =
    counterexample === undefined
      ? [reason ?? title]
      : [counterexample.observed, `Expected: ${counterexample.expected}`].map((text) => ellipsis(text, CHARACTERS_MAX));
  const next =
    counterexampleFile === undefined
      ? `npx crashworthy explain ${shellWord(id)}`
      : `npx crashworthy replay ${shellWord(counterexampleFile)}`;
  const site = callSiteOf(requirement, directory);
  const place = site === undefined ? {} : { file: site.file, line: site.line, col: site.column };
  return command(severity === 'MUST' ? 'error' : 'warning', { ...place, title: `${id}: ${title}` }, [...told, next].join('\n'));
}

const FINDINGS: { readonly [L in Finding['level']]: Annotation } = {
  error: 'error',
  harness: 'error',
  warning: 'warning',
  note: 'notice',
};

function findingCommand({ code, level, message, hint }: Finding): string {
  return command(FINDINGS[level], { title: code }, hint === undefined ? message : `${message}\nHint: ${hint}`);
}

const UNDECIDED: ReadonlySet<Verdict> = new Set<Verdict>(['not-testable', 'flaky', 'harness-error']);

/** One for all that could not be decided for the same reason. */
function undecidedCommands(requirements: readonly RequirementReport[]): string[] {
  const idsByReason = new Map<string, string[]>();
  for (const { id, severity, verdict, reason } of requirements) {
    if (severity !== 'MUST' || !UNDECIDED.has(verdict)) continue;
    const told = reason === undefined ? verdict : `${verdict}: ${reason}`;
    idsByReason.set(told, [...(idsByReason.get(told) ?? []), id]);
  }
  return [...idsByReason].map(([told, ids]) => command('warning', { title: ids.join(', ') }, told));
}

function verdictCommand(report: Report): string {
  const facts = [`${report.store.name}: ${OVERALL_WORDS[report.verdict]}`, heldWords(report), ...countedVerdicts(report)];
  return command('notice', { title: 'crashworthy' }, facts.join(', '));
}

/** A command is a line: what would end it, or a property, is spelled in percents. */
function command(name: Annotation, properties: { [name: string]: string | number }, message: string): string {
  const told = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name} ${told.join(',')}::${data(message)}`;
}

/** `printable` has left no carriage return. */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

export const github: ReportFormat = {
  name: 'github',
  extension: 'txt',
  about: 'annotations; by itself in GitHub Actions',
  render: (report, { directory }) => renderGithub(report, directory),
};
