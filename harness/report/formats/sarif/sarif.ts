import { createHash } from 'node:crypto';
import type { CallSite } from '../../../verdict/counterexample.ts';
import type { Report, RequirementReport } from '../../../verdict/report.ts';
import { callSiteOf, fileFrom, isAbsolute } from '../../call-site-of.ts';
import { printable } from '../../printable.ts';
import { requirementPage } from '../../requirement-page.ts';
import { shellWord } from '../../shell-word.ts';
import { failuresWorstFirst } from '../../worst-first.ts';
import type { ReportFormat } from '../report-format.ts';

/**
 * What failed as SARIF 2.1.0, for code scanning: a result per requirement, on the store's line where it is known. A MUST is an error, a SHOULD a
 * warning. Files are named from the repository's root where a CI system says where that is, else from the working directory. A failure keeps its fingerprint as long as the same call of the same
 * function in the same file fails the same requirement, on whichever line.
 */
export function renderSarif(report: Report, directory?: string): string {
  const failures = failuresWorstFirst(report.requirements);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driver(failures, report) },
        automationDetails: { id: `crashworthy/${printable(report.store.name)}/` },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          [BASE]: { description: { text: 'The root of the repository, or the working directory of the run.' } },
        },
        invocations: [
          {
            executionSuccessful: report.verdict !== 'harness-error' && report.verdict !== 'interrupted',
            startTimeUtc: report.times.startedAt,
          },
        ],
        results: failures.map((failure, index) => ({ ruleIndex: index, ...result(failure, report, directory) })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const BASE = '%SRCROOT%';

function driver(failures: readonly RequirementReport[], { crashworthy }: Report): object {
  const version = printable(crashworthy);
  return {
    name: 'crashworthy',
    version,
    informationUri: 'https://www.npmjs.com/package/crashworthy',
    rules: failures.map(({ id, title, suite, severity, level, loss }) => {
      const page = requirementPage(id, crashworthy);
      return {
        id: printable(id),
        shortDescription: { text: printable(title) },
        fullDescription: { text: printable(title) },
        help: {
          text: printable(
            `What goes wrong without it, and what a store has to do: npx crashworthy explain ${shellWord(id)}, or ${page}`,
          ),
          markdown: `[What goes wrong without it, and what a store has to do](${page})`,
        },
        helpUri: page,
        defaultConfiguration: { level: levelOf(severity) },
        properties: { tags: [printable(suite), `level-${level}`, loss] },
      };
    }),
  };
}

function levelOf(severity: RequirementReport['severity']): 'error' | 'warning' {
  return severity === 'MUST' ? 'error' : 'warning';
}

function result(failure: RequirementReport, report: Report, directory?: string): object {
  const { id, title, severity, reason, counterexample, counterexampleFile } = failure;
  const found =
    counterexample === undefined ? (reason ?? title) : `${counterexample.observed}\nExpected: ${counterexample.expected}`;
  const replay = counterexampleFile === undefined ? '' : `\nReplay: npx crashworthy replay ${shellWord(counterexampleFile)}`;
  const other = otherSites(failure, directory);
  return {
    ruleId: printable(id),
    level: levelOf(severity),
    message: { text: printable(`${title}.\n${found}${replay}`) },
    locations: locations(failure, report, directory),
    ...(other.length === 0 ? {} : { relatedLocations: other }),
    partialFingerprints: { 'crashworthyFailure/v1': fingerprint(failure, report) },
  };
}

/** Code scanning shows no result without a file: where no line of the store is known it is the adapter, or else the counterexample. */
function locations(failure: RequirementReport, { store }: Report, directory = ''): object[] {
  const site = callSiteOf(failure, directory);
  if (site !== undefined) return [location(site)];
  const file = /^\.{0,2}[/\\]/.test(store.target) ? store.target : failure.counterexampleFile;
  return file === undefined ? [] : [{ physicalLocation: { artifactLocation: artifact(fileFrom(directory, file)) } }];
}

function location({ file, line, column, functionName }: CallSite): { [key: string]: unknown } {
  return {
    physicalLocation: { artifactLocation: artifact(file), region: { startLine: line, startColumn: column } },
    ...(functionName === undefined ? {} : { logicalLocations: [{ name: printable(functionName), kind: 'function' }] }),
  };
}

/** The other line that has a part in it: what was not on disk yet when this one was. */
function otherSites(failure: RequirementReport, directory = ''): object[] {
  const shown = callSiteOf(failure);
  const attribution = failure.counterexample?.attribution;
  if (attribution === undefined || shown === undefined || sameLine(attribution.first, shown)) return [];
  const first = { ...attribution.first, file: fileFrom(directory, attribution.first.file) };
  return [{ ...location(first), message: { text: printable(attribution.sentence) } }];
}

function sameLine(one: CallSite, other: CallSite): boolean {
  return one.file === other.file && one.line === other.line && one.column === other.column;
}

function artifact(file: string): { uri: string; uriBaseId?: string } {
  const parts = printable(file).split(/[/\\]/);
  const uri = parts.filter((part, index) => part !== '.' || index > 0).map(encodeURIComponent);
  if (!isAbsolute(file)) return { uri: uri.join('/'), uriBaseId: BASE };
  return { uri: `file:///${uri.filter((part) => part !== '').join('/')}` };
}

function fingerprint(failure: RequirementReport, { store }: Report): string {
  const { file, functionName = '', api } = callSiteOf(failure) ?? { file: '', api: '' };
  const what = [store.name, failure.id, file.replaceAll('\\', '/'), functionName, api];
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 32);
}

export const sarif: ReportFormat = {
  name: 'sarif',
  extension: 'sarif',
  about: 'failures for code scanning (SARIF 2.1.0)',
  render: (report, { directory }) => renderSarif(report, directory),
};
