import { LEVEL_QUESTIONS } from '../../../verdict/level.ts';
import { LOSS_WORDS } from '../../../verdict/loss.ts';
import type { Report, RequirementReport } from '../../../verdict/report.ts';
import { sumOf } from '../../../verdict/statistics.ts';
import { judgedModels } from '../../by-model.ts';
import { countOf } from '../../count.ts';
import { seconds } from '../../seconds.ts';
import type { Telling } from '../../telling.ts';
import { type Markup, markup, type Part } from './markup.ts';
import { overallMark, verdictCounts, verdictMark } from './verdict-marks.ts';

/** What was judged, how, and what came of it. */
export function summary(report: Report, telling: Telling): Markup {
  const { store, host, effort, level, holds, seed, node, platform, crashworthy, requirements, statistics, times } = report;
  const tried = [countOf(sumOf(statistics, 'workloads'), 'workload'), ...telling.counted(report)];
  const judged = store.package;
  const facts: readonly (readonly [string, Part])[] = [
    ...(judged === undefined
      ? []
      : [['Package', judged.version === undefined ? judged.name : `${judged.name}@${judged.version}`] as const]),
    ['Target', store.target],
    ['Level that holds', holds === undefined ? `none of those up to ${level}` : `${holds}: ${LEVEL_QUESTIONS[holds]}`],
    ['Requirements', verdictCounts(requirements)],
    ['Tried', `${tried.join(', ')}, in ${seconds(times.durationMs)}`],
    ['Host', `${host}, Node ${node}, ${platform}`],
    ...(store.kind === 'store' ? [['Models', judgedModels(report).join(', ') || 'none'] as const] : []),
    ['Effort and seed', `${effort}, seed ${seed}`],
    [
      'Claims',
      Object.entries(store.claims)
        .map(([claim, value]) => `${claim}: ${value}`)
        .join(', ') || 'none',
    ],
    ['Judged by', `crashworthy ${crashworthy}`],
  ];
  return markup`<h1>${store.name} ${overallMark(report.verdict)}</h1>
<dl class="facts">
${facts.map(([name, text]) => markup`<div><dt>${name}</dt><dd>${text}</dd></div>\n`)}</dl>`;
}

/** A line for each failure, which leads to it. */
export function failureLines(failures: readonly RequirementReport[]): Markup {
  return markup`<ol class="plain failure-lines">
${failures.map(
  (requirement) =>
    markup`<li>${verdictMark(requirement)} <a href="#failure-${requirement.id}">${requirement.id}</a> <span class="tag">${LOSS_WORDS[requirement.loss]}</span> ${requirement.counterexample?.observed ?? requirement.title}</li>\n`,
)}</ol>`;
}
