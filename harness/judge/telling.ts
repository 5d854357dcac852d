import { suites } from '../../suites/index.ts';
import type { Telling } from '../report/telling.ts';

/** Of all suites. */
export const telling: Telling = {
  scenario(name) {
    const found = suites.find(({ scenarios }) => Object.hasOwn(scenarios, name))?.scenarios[name];
    if (found === undefined) throw new Error(`no suite has counterexamples of the kind ${name}`);
    return found;
  },
  counted: ({ store, statistics }) =>
    suites.flatMap(({ name, subject, tallies }) => {
      const counted = statistics[name];
      if (counted === undefined || subject !== store.kind) return [];
      return Object.entries(tallies).flatMap(([tally, { told, evenNone = false }]) => {
        const count = counted[tally] ?? 0;
        return told === undefined || (count === 0 && !evenNone) ? [] : [told(count)];
      });
    }),
  untried: ({ store, requirements }) =>
    suites.flatMap(({ name, subject, untried }) =>
      subject === store.kind && untried !== undefined
        ? untried(
            store.claims,
            requirements.filter(({ suite }) => suite === name),
          )
        : [],
    ),
};
