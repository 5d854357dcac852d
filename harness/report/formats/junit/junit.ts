import { isPutUpWith } from '../../../verdict/exit-code.ts';
import type { Finding, Report, RequirementReport } from '../../../verdict/report.ts';
import { painter } from '../../color.ts';
import { failureBlock } from '../../failure-block.ts';
import { printable } from '../../printable.ts';
import type { Telling } from '../../telling.ts';
import type { ReportFormat } from '../report-format.ts';

/**
 * The report as JUnit XML, as CI systems read it: a `testsuite` per suite, a `testcase` per requirement.
 *
 * - a MUST that failed is a `failure` with the text of the report's block;
 * - not-testable, flaky and harness-error are an `error`; a not-testable one that is put up with is `skipped`;
 * - not-applicable, disabled, expected-fail and a SHOULD that failed (which does not break the verdict) are `skipped` with the reason;
 * - findings that decide the verdict are testcases of a testsuite named `findings`.
 */
export function renderJunit(report: Report, telling: Telling): string {
  const groups = new Map<string, Testcase[]>();
  for (const requirement of report.requirements) {
    const list = groups.get(requirement.suite) ?? [];
    list.push(requirementCase(requirement, isPutUpWith(report), telling));
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

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

interface Testcase {
  name: string;
  outcome: Outcome;
  /** One line. */
  message?: string;
  /** Body of the failure or error. */
  text?: string;
}

const BLOCK_WIDTH = 100;

function requirementCase(requirement: RequirementReport, allowNotTestable: boolean, telling: Telling): Testcase {
  const { id, title, verdict, severity, reason } = requirement;
  const name = `${id} ${title}`;
  const message = reason ?? verdict;
  switch (verdict) {
    case 'pass':
      return { name, outcome: 'passed' };
    case 'fail': {
      const found = requirement.counterexample?.observed ?? message;
      const text = failureBlock(requirement, { paint: painter(false), width: BLOCK_WIDTH, telling }).join('\n');
      return severity === 'MUST'
        ? { name, outcome: 'failure', message: found, text }
        : { name, outcome: 'skipped', message: `SHOULD failed (a warning): ${found}` };
    }
    case 'not-applicable':
    case 'disabled':
    case 'expected-fail':
      return { name, outcome: 'skipped', message: reason === undefined ? verdict : `${verdict}: ${reason}` };
    case 'not-testable':
    case 'flaky':
    case 'harness-error':
      if (verdict === 'not-testable' && allowNotTestable) return { name, outcome: 'skipped', message: `${verdict}: ${message}` };
      return { name, outcome: 'error', message: `${verdict}: ${message}`, text: message };
  }
}

function findingCase({ code, level, message, hint }: Finding): Testcase {
  const text = hint === undefined ? message : `${message}\nHint: ${hint}`;
  return { name: code, outcome: level === 'error' ? 'failure' : 'error', message, text };
}

function testsuite(suite: string, cases: readonly Testcase[], report: Report): string[] {
  const store = report.store.package?.name ?? report.store.name;
  return [
    `  <testsuite${attributes({ name: suite, ...counts(cases), timestamp: report.times.startedAt })}>`,
    ...cases.flatMap((testcase) => testcaseLines(testcase, `${store}.${suite}`)),
    '  </testsuite>',
  ];
}

function testcaseLines({ name, outcome, message = '', text = '' }: Testcase, classname: string): string[] {
  const open = `    <testcase${attributes({ name, classname })}`;
  if (outcome === 'passed') return [`${open}/>`];
  const body = outcome === 'skipped' ? '/>' : `${attributes({ type: outcome })}>${escaped(text)}</${outcome}>`;
  return [`${open}>`, `      <${outcome}${attributes({ message })}${body}`, '    </testcase>'];
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
  about: 'JUnit XML, as CI systems read it',
  render: (report, { telling }) => renderJunit(report, telling),
};
