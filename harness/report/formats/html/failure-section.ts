import { LOSS_WORDS } from '../../../verdict/loss.ts';
import type { RequirementReport } from '../../../verdict/report.ts';
import { byModel } from '../../by-model.ts';
import type { Telling } from '../../telling.ts';
import { counterexampleParts } from './counterexample-parts.ts';
import { type Markup, markup } from './markup.ts';

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
