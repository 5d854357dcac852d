import { tagsIn } from '../../harness/corruption/tags.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import { type DamageCase, type TriedOperation, textOfState } from './damage-case.ts';
import { tagsKept } from './destruction.ts';
import type { Deviation } from './deviation.ts';
import { listed } from './silence.ts';
import { atStake, recoverable } from './what-shows.ts';
import { DAMAGED } from './workloads.ts';

/** REPAIR-1 and 3: what a single operation on the damaged session brought about. */
export function triedDeviations(damageCase: DamageCase): Deviation[] {
  return (damageCase.tried ?? []).flatMap((tried) => [...diedOf(tried), ...destroyedBy(damageCase, tried)]);
}

function diedOf(tried: TriedOperation): Deviation[] {
  const { stray } = tried.first;
  if (stray === undefined) return [];
  return [
    {
      kind: 'silent',
      expected: `${tried.method} of session \`${DAMAGED}\` is done, or refused with an error.`,
      observed: `The store ${describeProblem(stray)}.`,
      tried,
    },
  ];
}

function destroyedBy(damageCase: DamageCase, tried: TriedOperation): Deviation[] {
  const wanted = wantedAfter(damageCase, tried);
  const kept = tagsKept(damageCase.disk, tried);
  if (kept === undefined) return [];
  const lost = wanted.filter((tag) => !kept.has(tag));
  if (lost.length === 0) return [];
  return [
    {
      kind: 'destroyed',
      expected: `After ${tried.method} of session \`${DAMAGED}\`, ${listed(wanted)} can still be found in a file of the store, or that was refused.`,
      observed: `${listed(lost)} could be made out in ${damageCase.damage.file} before, and ${lost.length === 1 ? 'is' : 'are'} in no file any more.`,
      tried,
    },
  ];
}

/**
 * Payloads that must still be there. Who replaces all records, or takes the session away, knows of those that are shown:
 * of the others nobody knew, whose bytes are all that is left of them.
 */
function wantedAfter(damageCase: DamageCase, { method, first }: TriedOperation): readonly string[] {
  switch (method) {
    case 'touch':
    case 'create':
    case 'consume':
      return recoverable(damageCase);
    case 'rewrite': {
      const shown = new Set(first.snapshots.flatMap(({ read }) => tagsIn(textOfState(read[DAMAGED]))));
      return atStake(damageCase).filter((tag) => !shown.has(tag));
    }
  }
}
