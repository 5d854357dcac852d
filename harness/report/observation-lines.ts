import type { Observation, Report } from '../verdict/report.ts';
import type { Paint } from './color.ts';
import { printable } from './printable.ts';
import { shellWord } from './shell-word.ts';
import { wrap } from './wrap.ts';

/** What the store does not claim and was tried all the same, as lines without a line feed; none where nothing was tried. */
export function observationLines({ observations, store }: Report, { paint, width }: { paint: Paint; width: number }): string[] {
  const refuted = modelsWith(observations, 'refuted');
  const held = modelsWith(observations, 'not-refuted');
  if (refuted.length + held.length === 0) return [];
  const clauses = [
    ...(refuted.length === 0 ? [] : [`it does not under ${refuted.join(', ')}`]),
    ...(held.length === 0 ? [] : [`nothing refuted it under ${held.join(', ')}`]),
  ];
  const text = `The store does not claim to survive power loss. Tried all the same: ${clauses.join('; ')}.`;
  const hint = `npx crashworthy probe ${shellWord(store.target)} shows how, and what the store could claim`;
  return [
    paint('bold', 'Observations'),
    ...wrap(text, { width, first: '  ' }),
    ...wrap(printable(hint), { width, first: '  Hint: ' }),
  ];
}

function modelsWith(observations: readonly Observation[], outcome: Observation['outcome']): string[] {
  return observations.filter((one) => one.outcome === outcome).map(({ model }) => model);
}
