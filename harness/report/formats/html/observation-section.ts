import type { Report } from '../../../verdict/report.ts';
import { painter } from '../../color.ts';
import { observationLines } from '../../observation-lines.ts';
import type { Telling } from '../../telling.ts';
import { counterexampleParts } from './counterexample-parts.ts';
import { type Markup, markup } from './markup.ts';

/** What the store does not claim and what was seen of it all the same; `undefined` where there is nothing to say. It accuses nobody. */
export function observationSection(report: Report, telling: Telling): Markup | undefined {
  const [, ...lines] = observationLines(report, { paint: painter(false), width: 100, telling });
  if (lines.length === 0) return undefined;
  return markup`<section aria-labelledby="observations">
<h2 id="observations">Observed beside the claims</h2>
<p class="wrapped">${lines.map((line) => line.trim()).join('\n')}</p>
${report.observations.map(({ model, counterexample }) => {
  if (counterexample === undefined) return undefined;
  const scenario = telling.scenario(counterexample.scenario);
  return markup`<details>
<summary><h3>After a power loss under ${counterexample.models?.join(', ') ?? model}: ${counterexample.observed}</h3></summary>
${counterexampleParts(counterexample, { name: `observed-${model}`, file: undefined, scenario })}
</details>
`;
})}
</section>`;
}
