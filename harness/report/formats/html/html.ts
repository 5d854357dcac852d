import type { Report, RequirementReport } from '../../../verdict/report.ts';
import type { Telling } from '../../telling.ts';
import { failuresWorstFirst } from '../../worst-first.ts';
import type { ReportFormat } from '../report-format.ts';
import { contentPolicy } from './content-policy.ts';
import { embeddedJson } from './embedded-json.ts';
import { failureSection } from './failure-section.ts';
import { Markup, markup } from './markup.ts';
import { observationSection } from './observation-section.ts';
import { pageAssets } from './page-assets.ts';
import { requirementSections } from './requirement-sections.ts';
import { failureLines, summary } from './summary.ts';

/**
 * The report as one HTML file that needs nothing else: no network, no other file. All that it says is in the HTML itself; its script adds a slider to what
 * can be gone through moment by moment. A policy in the page forbids whatever else a store might have brought into it. The report is in it as JSON, too,
 * in the element `#report`.
 */
export function renderHtml(report: Report, telling: Telling): string {
  const { style, script } = pageAssets();
  const failures = failuresWorstFirst(report.requirements);
  return `${markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy({ style, script })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.store.name}: ${report.verdict} (crashworthy)</title>
<link rel="icon" href="data:,">
<style>${Markup.trusted(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
${summary(report, telling)}
</header>
<main id="content" tabindex="-1">
${failures.length === 0 ? undefined : failureSections(failures, telling)}
${report.findings.length === 0 ? undefined : findings(report)}
${observationSection(report, telling)}
<section aria-labelledby="requirements">
<h2 id="requirements">Requirements by suite</h2>
${requirementSections(report.requirements)}
</section>
</main>
<script type="application/json" id="report">${embeddedJson(report)}</script>
<script>${Markup.trusted(script)}</script>
</body>
</html>`}\n`;
}

function failureSections(failures: readonly RequirementReport[], telling: Telling): Markup {
  return markup`<section aria-labelledby="failures">
<h2 id="failures">Failures, by what a user loses</h2>
${failureLines(failures)}
${failures.map((requirement) => failureSection(requirement, telling))}
</section>`;
}

function findings({ findings: list }: Report): Markup {
  return markup`<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
<ul class="plain">
${list.map(
  ({ code, level, message, hint }) =>
    markup`<li><p><code>${code}</code> <span class="tag">${level}</span> ${message}</p>${hint === undefined ? undefined : markup`<p class="quiet">Hint: ${hint}</p>`}</li>\n`,
)}</ul>
</section>`;
}

export const html: ReportFormat = {
  name: 'html',
  extension: 'html',
  about: 'one page for browsers, with a slider over each failure',
  render: (report, { telling }) => renderHtml(report, telling),
};
