import { isPutUpWith } from '../../../verdict/exit-code.ts';
import type { Finding, Report, RequirementReport } from '../../../verdict/report.ts';
import { callSiteOf } from '../../call-site-of.ts';
import { painter } from '../../color.ts';
import { failureBlock } from '../../failure-block.ts';
import type { Surroundings } from '../../page.ts';
import { printable } from '../../printable.ts';
import type { ReportFormat } from '../report-format.ts';
import { uuidOf } from './uuid-of.ts';

/**
 * The report in the Common Test Report Format (https://ctrf.io), with a test per requirement and per finding that decides the verdict:
 *
 * - `failed`: a MUST that failed; `passed`: one that holds;
 * - `skipped`: not-applicable, disabled, expected-fail, and a not-testable one that is put up with;
 * - `pending`: not-testable; `other`: flaky, harness-error, and a SHOULD that failed, which does not break the verdict.
 *
 * `rawStatus` is our verdict. `runId` is that of all runs of the same version, seed, store and options, whatever part of them this
 * report is of; `reportId` is that of this report alone. A requirement is not timed by itself: durations are 0 but for the whole.
 */
export function renderCtrf(report: Report, surroundings: CtrfSurroundings): string {
  const tests = [
    ...report.requirements.map((requirement) => requirementTest(requirement, report, surroundings)),
    ...report.findings
      .filter(({ level }) => level === 'error' || level === 'harness')
      .map((finding) => findingTest(finding, report)),
  ];
  const { crashworthy, store, host, models, effort, level, seed, node, platform, verdict, holds } = report;
  const facts = { target: printable(store.target), host, models, effort, level, seed, node, verdict };
  const document = {
    reportFormat: 'CTRF',
    specVersion: SPECIFICATION,
    reportId: uuidOf(report),
    runId: uuidOf({ crashworthy, store, host, models, effort, level, seed }),
    timestamp: report.times.startedAt,
    generatedBy: 'crashworthy',
    results: {
      tool: { name: 'crashworthy', version: printable(crashworthy) },
      summary: summary(tests, report),
      tests,
      environment: {
        reportName: `crashworthy ${printable(store.name)}`,
        appName: printable(store.package?.name ?? store.name),
        ...(store.package?.version === undefined ? {} : { appVersion: printable(store.package.version) }),
        osPlatform: platform,
        extra: holds === undefined ? facts : { ...facts, holds },
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The version that its schema has. */
const SPECIFICATION = '0.0.0';
const BLOCK_WIDTH = 100;

type CtrfSurroundings = Pick<Surroundings, 'telling' | 'directory'>;

type Status = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

interface Test {
  testId: string;
  name: string;
  status: Status;
  duration: 0;
  suite: readonly [store: string, suite: string];
  rawStatus: string;
  message?: string;
  trace?: string;
  filePath?: string;
  line?: number;
  extra: { [key: string]: string | number };
}

function requirementTest(requirement: RequirementReport, report: Report, { telling, directory }: CtrfSurroundings): Test {
  const { id, suite, title, severity, level, loss, checked, verdict, reason, counterexample, counterexampleFile } = requirement;
  const store = printable(report.store.name);
  const message = counterexample?.observed ?? reason;
  const site = callSiteOf(requirement, directory);
  const block =
    verdict === 'fail' ? failureBlock(requirement, { paint: painter(false), width: BLOCK_WIDTH, telling }).join('\n') : undefined;
  return {
    testId: `${store}/${printable(id)}`,
    name: printable(id),
    status: statusOf(requirement, isPutUpWith(report)),
    duration: 0,
    suite: [store, printable(suite)],
    rawStatus: verdict,
    ...(message === undefined ? {} : { message: printable(message) }),
    ...(block === undefined ? {} : { trace: printable(block) }),
    ...(site === undefined ? {} : { filePath: printable(site.file), line: site.line }),
    extra: {
      title: printable(title),
      severity,
      level,
      loss,
      checked,
      ...(site === undefined ? {} : { column: site.column }),
      ...(counterexampleFile === undefined ? {} : { counterexampleFile: printable(counterexampleFile) }),
    },
  };
}

function statusOf({ verdict, severity }: RequirementReport, allowNotTestable: boolean): Status {
  switch (verdict) {
    case 'pass':
      return 'passed';
    case 'fail':
      return severity === 'MUST' ? 'failed' : 'other';
    case 'not-applicable':
    case 'disabled':
    case 'expected-fail':
      return 'skipped';
    case 'not-testable':
      return allowNotTestable ? 'skipped' : 'pending';
    case 'flaky':
    case 'harness-error':
      return 'other';
  }
}

function findingTest({ code, level, message, hint }: Finding, report: Report): Test {
  const store = printable(report.store.name);
  const name = printable(code);
  return {
    testId: `${store}/${name}`,
    name,
    status: level === 'error' ? 'failed' : 'other',
    duration: 0,
    suite: [store, 'findings'],
    rawStatus: level,
    message: printable(message),
    extra: hint === undefined ? {} : { hint: printable(hint) },
  };
}

function summary(tests: readonly Test[], { times }: Report): { [key: string]: number } {
  const of = (status: Status) => tests.filter((test) => test.status === status).length;
  const start = Date.parse(times.startedAt);
  const duration = Math.round(times.durationMs);
  return {
    tests: tests.length,
    passed: of('passed'),
    failed: of('failed'),
    skipped: of('skipped'),
    pending: of('pending'),
    other: of('other'),
    suites: new Set(tests.map(({ suite }) => suite[1])).size,
    start,
    stop: start + duration,
    duration,
  };
}

export const ctrf: ReportFormat = {
  name: 'ctrf',
  extension: 'json',
  about: 'Common Test Report Format (ctrf.io)',
  render: renderCtrf,
};
