import type { RequirementReport } from '../verdict/report.ts';
import { byModel } from './by-model.ts';
import { counterexampleBlock, rule } from './counterexample-block.ts';
import type { Page } from './page.ts';
import { printable } from './printable.ts';
import { shellWord } from './shell-word.ts';
import { wrap } from './wrap.ts';

/**
 * The block of one failed requirement, as lines without a line feed.
 *
 * @param most lines, as far as what is lost and where can be said in so many; absent: all of it.
 */
export function failureBlock(requirement: RequirementReport, { paint, width, telling }: Page, most?: number): string[] {
  const { counterexample, counterexampleFile, title, severity, id, reason, models } = requirement;
  if (counterexample === undefined) {
    const why = reason === undefined ? [] : wrap(printable(reason), { width });
    return [
      rule(`${id}  ${severity}`, paint, width),
      ...wrap(printable(title), { width }),
      ...why,
      '',
      `Hint: npx crashworthy explain ${id}`,
    ];
  }
  const scenario = telling.scenario(counterexample.scenario);
  const file = counterexampleFile === undefined ? {} : { file: counterexampleFile };
  const under = models === undefined ? {} : { byModel: byModel(models) };
  return [
    ...counterexampleBlock(counterexample, {
      paint,
      width,
      title,
      severity,
      scenario,
      ...under,
      ...file,
      ...(most === undefined ? {} : { most }),
    }),
    ...(most === undefined ? otherWays(requirement, { paint, width }) : []),
  ];
}

/** How it fails under the models under which the block's counterexample is none, as far as that is something else. */
function otherWays({ counterexample: shown, models = [] }: RequirementReport, { paint, width }: Omit<Page, 'telling'>): string[] {
  const keys = models.map(({ counterexample }) => JSON.stringify(counterexample));
  return models.flatMap(({ counterexample, counterexampleFile }, index) => {
    const key = JSON.stringify(counterexample);
    if (counterexample === undefined || keys.indexOf(key) < index) return [];
    const same = models.filter((_, other) => keys[other] === key);
    const { observed, attribution } = counterexample;
    const known = shown?.attribution;
    const news = [
      ...(observed === shown?.observed ? [] : [observed]),
      ...(attribution === undefined || attribution.sentence === known?.sentence ? [] : [attribution.sentence]),
    ];
    return [
      '',
      paint('dim', `Under ${same.map(({ model }) => model).join(', ')} it fails on another disk`),
      ...news.flatMap((text) => wrap(printable(text), { width, first: '  ' })),
      ...(counterexampleFile === undefined ? [] : [`  npx crashworthy replay ${shellWord(counterexampleFile)}`]),
    ];
  });
}
