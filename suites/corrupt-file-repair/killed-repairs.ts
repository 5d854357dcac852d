import type { DamageCase, KilledLife } from './damage-case.ts';
import { tagsKept } from './destruction.ts';
import type { Deviation } from './deviation.ts';
import { listed } from './silence.ts';
import { differenceOf } from './stability.ts';
import { recoverable } from './what-shows.ts';

/** REPAIR-3 and 6: a store that is killed while it repairs has lost nothing, and shows what it would have shown. */
export function killedDeviations(damageCase: DamageCase): Deviation[] {
  return (damageCase.killed ?? []).flatMap((killed) => [...lostBy(damageCase, killed), ...changedBy(damageCase, killed)]);
}

function lostBy(damageCase: DamageCase, killed: KilledLife): Deviation[] {
  const wanted = recoverable(damageCase);
  const kept = tagsKept(damageCase.disk, killed);
  if (kept === undefined) return [];
  const lost = wanted.filter((tag) => !kept.has(tag));
  if (lost.length === 0) return [];
  return [
    {
      kind: 'destroyed',
      expected: `Killed while it opens, reads and writes the damaged session, the store has lost nothing of ${listed(wanted)}.`,
      observed: `Killed after ${changesOf(killed)} and opened again: ${listed(lost)} ${lost.length === 1 ? 'is' : 'are'} in no file any more.`,
      killed,
    },
  ];
}

function changedBy(damageCase: DamageCase, killed: KilledLife): Deviation[] {
  if (!killed.wasLooking) return [];
  const difference = differenceOf(damageCase, killed.next);
  if (difference === undefined) return [];
  return [
    {
      kind: 'unstable',
      expected: `Killed while it opened and read, and opened again, the store shows what it would have shown: ${difference.before}.`,
      observed: `Killed after ${changesOf(killed)} and opened again: ${difference.now}.`,
      killed,
    },
  ];
}

function changesOf({ changes }: KilledLife): string {
  return changes === 1 ? 'the first change' : `${changes} changes`;
}
