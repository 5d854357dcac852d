import type { Scenario } from '../../../suite/scenario.ts';
import type { Attribution, Counterexample, NamedOperation } from '../../../verdict/counterexample.ts';
import { LOOPED } from '../../../verdict/looped.ts';
import { LOSS_WORDS } from '../../../verdict/loss.ts';
import type { RequirementReport } from '../../../verdict/report.ts';
import { byModel } from '../../by-model.ts';
import { callSite, confirmations } from '../../counterexample-block.ts';
import { fixText } from '../../fix-text.ts';
import { shellWord } from '../../shell-word.ts';
import type { Telling } from '../../telling.ts';
import { diskTable } from './disk-table.ts';
import { type Markup, markup, type Part } from './markup.ts';
import { timeTravel } from './time-travel.ts';

/** A failed requirement with all that is known of it. */
export function failureSection(requirement: RequirementReport, telling: Telling): Markup {
  const { id, severity, title, level, loss, reason, counterexample, counterexampleFile: file, models } = requirement;
  return markup`<article id="failure-${id}" aria-labelledby="title-${id}">
<h3 id="title-${id}">${id} <span class="tag">${severity}</span> ${title}</h3>
<p class="quiet">When a user loses it: ${LOSS_WORDS[loss]}. Level ${level}.${models === undefined ? undefined : ` It ${byModel(models)}.`}</p>
${reason === undefined ? undefined : markup`<p>${reason}</p>`}
${counterexample === undefined ? undefined : counterexampleParts(counterexample, { name: id, file, scenario: telling.scenario(counterexample.scenario) })}
${otherWays(requirement, telling)}
<p class="quiet">What it asks for, and why: <code>npx crashworthy explain ${id}</code></p>
</article>
`;
}

interface Told {
  /** Makes the ids of its elements unique in the page. */
  readonly name: string;
  readonly file: string | undefined;
  readonly scenario: Scenario;
}

/** A counterexample: what was wrong, why and where, what was done, and the disk. */
function counterexampleParts(counterexample: Counterexample, { name, file, scenario }: Told): Markup {
  const { expected, observed, attribution, callSite: site, story, files, operations, timeline } = counterexample;
  const facts: readonly (readonly [string, Part])[] = [
    ['Expected', expected],
    ['Found', markup`<strong class="bad">${observed}</strong>`],
    ...(scenario.labels?.(counterexample) ?? []).map(({ label, text }) => [label, text] as const),
    ...(attribution === undefined ? [] : cause(attribution)),
    ...(attribution !== undefined || site === undefined ? [] : [['At', markup`<code>${callSite(site)}</code>`] as const]),
    ...(counterexample.confirmations.length === 0 ? [] : [['Checked', confirmations(counterexample, scenario)] as const]),
    ...(file === undefined ? [] : [['Replay', markup`<code>npx crashworthy replay ${shellWord(file)}</code>`] as const]),
  ];
  const isUnknown = files.length === 0 && (scenario.disk.ifEmpty === 'leave-out' || observed === LOOPED);
  return markup`<dl class="facts">
${facts.map(([label, text]) => markup`<div><dt>${label}</dt><dd>${text}</dd></div>\n`)}</dl>
${operationList(scenario.before ?? 'Operations', operations, scenario)}
${(scenario.sections?.(counterexample) ?? []).map((section) => operationList(section.heading, section.operations, scenario))}
<h4>${scenario.heading(counterexample)}</h4>
<ol class="story">
${story.map((sentence) => markup`<li>${sentence}</li>\n`)}</ol>
${isUnknown ? undefined : diskTable(files, { caption: scenario.disk.heading })}
${timeline === undefined ? undefined : timeTravel(timeline, name)}`;
}

function cause(attribution: Attribution): readonly (readonly [string, Part])[] {
  const { sentence, first, second } = attribution;
  return [
    ['Cause', sentence],
    ['Lost', markup`<code>${callSite(first)}</code>`],
    ...(second === undefined ? [] : [['Too early', markup`<code>${callSite(second)}</code>`] as const]),
    ['Fix', fixText(attribution)],
  ];
}

function operationList(heading: string, operations: readonly NamedOperation[], { operationLine }: Scenario): Markup | undefined {
  if (operations.length === 0) return undefined;
  return markup`<h4>${heading}</h4>
<ol class="operations">
${operations.map((operation) => markup`<li><code>${operationLine(operation)}</code></li>\n`)}</ol>`;
}

/** How it fails under other persistence models, as far as that is something else. */
function otherWays({ id, models = [] }: RequirementReport, telling: Telling): Markup[] {
  const keys = models.map(({ counterexample }) => JSON.stringify(counterexample));
  return models.flatMap(({ counterexample, counterexampleFile: file }, index) => {
    const key = keys[index] ?? '';
    if (counterexample === undefined || keys.indexOf(key) < index) return [];
    const under = models.flatMap(({ model }, other) => (keys[other] === key ? [model] : []));
    const scenario = telling.scenario(counterexample.scenario);
    const name = `${id}-${under[0]}`;
    return [
      markup`<details>
<summary>Under ${under.join(', ')} it fails ${scenario.elsewhere}</summary>
${counterexampleParts(counterexample, { name, file, scenario })}
</details>
`,
    ];
  });
}
