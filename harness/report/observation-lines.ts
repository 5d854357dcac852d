import type { Observation, Report } from '../verdict/report.ts';
import type { Paint } from './color.ts';
import { printable } from './printable.ts';
import { shellWord } from './shell-word.ts';
import type { Telling } from './telling.ts';
import { wrap } from './wrap.ts';

/** What the store does not claim, tried all the same or not, as lines without a line feed; none where there is nothing to say. */
export function observationLines(
  report: Report,
  { paint, width, telling }: { paint: Paint; width: number; telling: Telling },
): string[] {
  // Only `probe` tries more than is claimed: it would take long here.
  const sentences = [...powerLoss(report), ...telling.untried(report)];
  if (sentences.length === 0) return [];
  const hint = `npx crashworthy probe ${shellWord(report.store.target)} shows how, and what the store could claim`;
  return [
    paint('bold', 'Observations'),
    ...sentences.flatMap((sentence) => wrap(sentence, { width, first: '  ' })),
    ...wrap(printable(hint), { width, first: '  Hint: ' }),
  ];
}

function powerLoss({ observations }: Report): string[] {
  const refuted = modelsWith(observations, 'refuted');
  const held = modelsWith(observations, 'not-refuted');
  const undecided = modelsWith(observations, 'undecided');
  if (refuted.length + held.length + undecided.length === 0) return [];
  const clauses = [
    ...(refuted.length === 0 ? [] : [`it does not under ${refuted.join(', ')}`]),
    ...(held.length === 0 ? [] : [`nothing refuted it under ${held.join(', ')}`]),
    ...(undecided.length === 0 ? [] : [`under ${undecided.join(', ')} it did not, once, and not when it was tried again`]),
  ];
  return [`The store does not claim to survive power loss. Tried all the same: ${clauses.join('; ')}.`];
}

function modelsWith(observations: readonly Observation[], outcome: Observation['outcome']): string[] {
  return observations.filter((one) => one.outcome === outcome).map(({ model }) => model);
}
