import { needsNativePatch } from '../needs.ts';
import { onEachLayout, ownFieldRaces } from '../races.ts';
import type { PatchRequirement } from '../requirement.ts';

/** PATCH-1: no lost update. */
export const patch1: PatchRequirement = {
  id: 'PATCH-1',
  title: 'concurrent patches of different fields in one instance all survive',
  severity: 'MUST',
  needs: "patch: 'native'",
  origin: 'incident 1: of 50 concurrent updates 1 survived; QwenPaw#4232',
  explanation: `A patch that reads the file, awaits, merges and writes it loses whatever another patch wrote in between, although both were acknowledged. Two
requests of one user are enough: one stores the title, the other the status.

What to do: let the patches of one session wait for each other (a queue or a mutex by session), from before the read until after the write. Let a
failed one not block the queue. A store that only loads and saves whole sessions leaves that to its callers: then let the adapter claim
patch: 'read-modify-write', and say so in the documentation.`,
  defects: ['no-queue'],
  notApplicable: needsNativePatch,
  programs: (context) => onEachLayout('one-instance', context, ownFieldRaces),
};
