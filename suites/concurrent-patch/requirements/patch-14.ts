import { plainLayouts } from '../levels.ts';
import { needsMethod } from '../needs.ts';
import { append, appendAll, existing, programOf, read } from '../programs.ts';
import type { AimedProgram, PatchRequirement } from '../requirement.ts';

/** PATCH-14: groups of records. */
export const patch14: PatchRequirement = {
  id: 'PATCH-14',
  title: 'groups appended at once do not interleave',
  severity: 'MUST',
  needs: 'appendAll',
  origin: 'kimi-code#771: records that belong together are torn apart by whoever writes in between',
  explanation: `Two clients append a group each, or one a group and the other a record. A store that takes the records of a group one by one lets the other one in between: the
result of one call stands behind the call of another.

What to do: let a group have one turn in the queue, and one hold of the lock.`,
  defects: ['group-appended-one-by-one'],
  notApplicable: needsMethod('append', 'appendAll'),
  programs: (context) =>
    plainLayouts(context.levels).flatMap((layout) =>
      [
        [[appendAll('g1')], [appendAll('h1')]],
        [[appendAll('g1')], [append('p1'), read]],
      ].map(
        (clients): AimedProgram => ({
          program: programOf(layout, { setup: existing(context.capabilities), clients }, context),
          judgement: 'history',
        }),
      ),
    ),
};
