import type { RequirementReport } from '../../../verdict/report.ts';
import { byModel } from '../../by-model.ts';
import { count } from '../../count.ts';
import { type Markup, markup } from './markup.ts';
import { verdictCounts, verdictMark } from './verdict-marks.ts';

/** The requirements, suite by suite, each suite to be opened. */
export function requirementSections(requirements: readonly RequirementReport[]): Markup[] {
  const bySuite = new Map<string, RequirementReport[]>();
  for (const requirement of requirements) {
    const known = bySuite.get(requirement.suite);
    if (known === undefined) bySuite.set(requirement.suite, [requirement]);
    else known.push(requirement);
  }
  return [...bySuite].map(([suite, list]) => suiteSection(suite, list));
}

function suiteSection(suite: string, requirements: readonly RequirementReport[]): Markup {
  return markup`<details>
<summary><h3>${suite}</h3> <span class="quiet">${verdictCounts(requirements)}</span></summary>
<div class="scroll" role="group" aria-label="Requirements of ${suite}" tabindex="0">
<table>
<thead><tr><th scope="col">Id</th><th scope="col">Verdict</th><th scope="col">Requirement</th><th scope="col">Level</th><th scope="col">Checked</th></tr></thead>
<tbody>
${requirements.map(row)}</tbody>
</table>
</div>
</details>
`;
}

function row(requirement: RequirementReport): Markup {
  const { id, title, severity, level, verdict, reason, checked, models = [] } = requirement;
  return markup`<tr><th scope="row">${verdict === 'fail' ? markup`<a href="#failure-${id}">${id}</a>` : id}</th><td>${verdictMark(requirement)}</td><td>${title}${
    reason === undefined ? undefined : markup`<div class="quiet">${reason}</div>`
  }${models.length === 0 ? undefined : markup`<div class="quiet">${byModel(models)}</div>`}</td><td>${level} ${severity}</td><td class="number">${count(checked)}</td></tr>\n`;
}
