import type { Report } from '../../../verdict/report.ts';
import type { ReportFormat } from '../report-format.ts';

/** The report as JSON (`schema/report.schema.json`), indented by two spaces, with a line feed at the end. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

export const json: ReportFormat = {
  name: 'json',
  extension: 'json',
  about: 'everything, for programs (schema/report.schema.json)',
  render: renderJson,
};
