import type { Report } from '../verdict/report.ts';

/** The report as JSON (`schema/report.schema.json`), indented by two spaces, with a line feed at the end. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
