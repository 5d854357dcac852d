import type { Scenario } from '../../../suite/scenario.ts';
import type { Attribution, Counterexample, NamedOperation } from '../../../verdict/counterexample.ts';
import { LOOPED } from '../../../verdict/looped.ts';
import { callSite, confirmations } from '../../counterexample-block.ts';
import { fixText } from '../../fix-text.ts';
import { shellWord } from '../../shell-word.ts';
import { diskTable } from './disk-table.ts';
import { type Markup, markup, type Part } from './markup.ts';
import { timeTravel } from './time-travel.ts';

interface Told {
  /** Makes the ids of its elements unique in the page. */
  readonly name: string;
  readonly file: string | undefined;
  readonly scenario: Scenario;
}

/** A counterexample: what was wrong, why and where, what was done, and the disk. */
export function counterexampleParts(counterexample: Counterexample, { name, file, scenario }: Told): Markup {
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
