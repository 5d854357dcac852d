import { badge } from './badge/badge.ts';
import { badgeSvg } from './badge/badge-svg.ts';
import { ctrf } from './ctrf/ctrf.ts';
import { github } from './github/github.ts';
import { html } from './html/html.ts';
import { json } from './json/json.ts';
import { junit } from './junit/junit.ts';
import { markdown } from './markdown/markdown.ts';
import type { ReportFormat } from './report-format.ts';
import { sarif } from './sarif/sarif.ts';
import { terminal } from './terminal/terminal.ts';

/** All that there are, the one for people first: the only file that names them all. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  terminal,
  json,
  html,
  junit,
  markdown,
  github,
  sarif,
  ctrf,
  badge,
  badgeSvg,
];
