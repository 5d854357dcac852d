import { isPutUpWith } from '../../../verdict/exit-code.ts';
import type { Finding, Report, RequirementReport } from '../../../verdict/report.ts';
import { callSiteOf } from '../../call-site-of.ts';
import { painter } from '../../color.ts';
import { failureBlock } from '../../failure-block.ts';
import type { Surroundings } from '../../page.ts';
import { printable } from '../../printable.ts';
import type { ReportFormat } from '../report-format.ts';

/**
 * The report as JUnit XML, as GitHub's reporters, GitLab and Jenkins read it: a `testsuite` per suite, a `testcase` per requirement. Its
 * `classname` is `store.suite` and its `name` the bare id, so that files of several stores and versions line up; the title is a property.
 *
 * - a MUST that failed is a `failure` with the text of the report's block, and with `file` and `line` of the store where they are known;
 * - not-testable, flaky and harness-error are an `error`; a not-testable one that is put up with is `skipped`;
 * - not-applicable, disabled, expected-fail and a SHOULD that failed (which does not break the verdict) are `skipped` with the reason;
 * - findings that decide the verdict are testcases of a testsuite named `findings`.
 *
 * A requirement is not timed by itself: each `time` but that of the whole is 0, which readers need for a sum.
 */
export function renderJunit(report: Report, surroundings: JunitSurroundings): string {
  const groups = new Map<string, Testcase[]>();
  for (const requirement of report.requirements) {
    const list = groups.get(requirement.suite) ?? [];
    list.push(requirementCase(requirement, isPutUpWith(report), surroundings));
    groups.set(requirement.suite, list);
  }
  const deciding = report.findings.filter(({ level }) => level === 'error' || level === 'harness');
  if (deciding.length > 0) groups.set('findings', deciding.map(findingCase));
  const all = [...groups.values()].flat();
  const time = (report.times.durationMs / 1000).toFixed(3);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `crashworthy ${report.store.name}`, ...counts(all), time })}>`,
    ...[...groups].flatMap(([suite, cases]) => testsuite(suite, cases, report)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

type JunitSurroundings = Pick<Surroundings, 'telling' | 'directory'>;

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

interface Testcase {
  name: string;
  outcome: Outcome;
  /** One line. */
  message?: string;
  /** Body of the failure or error. */
  text?: string;
  /** Of the store's code. */
  place?: { file: string; line: number };
  properties?: { [name: string]: string };
}

const BLOCK_WIDTH = 100;

function requirementCase(
  requirement: RequirementReport,
  allowNotTestable: boolean,
  { telling, directory }: JunitSurroundings,
): Testcase {
  const { id: name, title, severity, level } = requirement;
  const site = callSiteOf(requirement, directory);
  const place = site === undefined ? {} : { place: { file: site.file, line: site.line } };
  const properties = { title, severity, level };
  return { name, properties, ...place, ...outcomeOf(requirement, allowNotTestable, telling) };
}

function outcomeOf(
  requirement: RequirementReport,
  allowNotTestable: boolean,
  telling: Surroundings['telling'],
): Pick<Testcase, 'outcome' | 'message' | 'text'> {
  const { verdict, severity, reason } = requirement;
  const message = reason ?? verdict;
  switch (verdict) {
    case 'pass':
      return { outcome: 'passed' };
    case 'fail': {
      const found = requirement.counterexample?.observed ?? message;
      const text = failureBlock(requirement, { paint: painter(false), width: BLOCK_WIDTH, telling }).join('\n');
      return severity === 'MUST'
        ? { outcome: 'failure', message: found, text }
        : { outcome: 'skipped', message: `SHOULD failed (a warning): ${found}` };
    }
    case 'not-applicable':
    case 'disabled':
    case 'expected-fail':
      return { outcome: 'skipped', message: reason === undefined ? verdict : `${verdict}: ${reason}` };
    case 'not-testable':
    case 'flaky':
    case 'harness-error':
      if (verdict === 'not-testable' && allowNotTestable) return { outcome: 'skipped', message: `${verdict}: ${message}` };
      return { outcome: 'error', message: `${verdict}: ${message}`, text: message };
  }
}

function findingCase({ code, level, message, hint }: Finding): Testcase {
  const text = hint === undefined ? message : `${message}\nHint: ${hint}`;
  return { name: code, outcome: level === 'error' ? 'failure' : 'error', message, text };
}

function testsuite(suite: string, cases: readonly Testcase[], report: Report): string[] {
  const classname = `${report.store.name}.${suite}`;
  return [
    `  <testsuite${attributes({ name: suite, ...counts(cases), time: 0, timestamp: report.times.startedAt })}>`,
    ...cases.flatMap((testcase) => testcaseLines(testcase, classname)),
    '  </testsuite>',
  ];
}

function testcaseLines(
  { name, outcome, place, properties = {}, message = '', text = '' }: Testcase,
  classname: string,
): string[] {
  const told = Object.entries(properties).map(([key, value]) => `        <property${attributes({ name: key, value })}/>`);
  const body = outcome === 'skipped' ? '/>' : `${attributes({ type: outcome })}>${escaped(text)}</${outcome}>`;
  return [
    `    <testcase${attributes({ name, classname, time: 0, ...place })}>`,
    ...(told.length === 0 ? [] : ['      <properties>', ...told, '      </properties>']),
    ...(outcome === 'passed' ? [] : [`      <${outcome}${attributes({ message })}${body}`]),
    '    </testcase>',
  ];
}

function counts(cases: readonly Testcase[]): { [name: string]: number } {
  const of = (outcome: Outcome) => cases.filter((testcase) => testcase.outcome === outcome).length;
  return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}

function attributes(values: { [name: string]: string | number }): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

const ENTITIES: { [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML 1.0 forbids most control characters even when escaped: `printable` has spelled them out before. */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

export const junit: ReportFormat = {
  name: 'junit',
  extension: 'xml',
  about: 'JUnit XML: GitLab, Jenkins, most CI systems',
  render: renderJunit,
};
