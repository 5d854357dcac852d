import { html } from './html/html.ts';
import { json } from './json/json.ts';
import { junit } from './junit/junit.ts';
import type { ReportFormat } from './report-format.ts';
import { terminal } from './terminal/terminal.ts';

/** All that there are, the one for people first: the only file that names them all. */
export const REPORT_FORMATS: readonly ReportFormat[] = [terminal, json, junit, html];
