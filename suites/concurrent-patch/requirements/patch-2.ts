import { always } from '../needs.ts';
import { mixedRaces, onEachLayout } from '../races.ts';
import type { PatchRequirement } from '../requirement.ts';

/** PATCH-2: linearizable in one instance. */
export const patch2: PatchRequirement = {
  id: 'PATCH-2',
  title: 'every history of one instance is linearizable per session, reads included',
  severity: 'MUST',
  origin: 'Herlihy and Wing, 1990: what makes a concurrent object as easy to use as a sequential one',
  explanation: `Each operation has to look as if it happened at one moment between its call and its return. A read that returns a value and a later read that
returns the one before; a read that still misses a patch that was acknowledged before it began; a value that is shown and then was never
written: no single order of the operations explains them, and callers that decide by what they read decide wrongly.

Where patches are the caller's affair, two clients save a different whole state each: the last of them is there in the end, whole, and neither was
refused because both wrote to one temporary file.

What to do: read from where the writes go. A cache must change when the write is acknowledged: not before, not after, and not when it fails.`,
  defects: ['read-ahead-cache', 'one-temporary-name-per-session', 'exclusive-temporary-name', 'fields-saved-one-by-one'],
  notApplicable: always,
  programs: (context) => onEachLayout('one-instance', context, mixedRaces),
};
