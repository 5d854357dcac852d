import { plainLayouts } from '../levels.ts';
import { needsMethod } from '../needs.ts';
import { append, existing, programOf, read, rewrite } from '../programs.ts';
import type { AimedProgram, PatchRequirement } from '../requirement.ts';

/** PATCH-10: compaction beside appends. */
export const patch10: PatchRequirement = {
  id: 'PATCH-10',
  title: 'a compaction that races an append loses no acknowledged record',
  severity: 'MUST',
  needs: 'rewrite',
  origin: 'a log that was replaced while its descriptor was kept: appends go to the file that nobody sees any more',
  explanation: `A rewrite makes a new file and renames it over the log; an append that holds a descriptor of the old one, or its size, writes where nobody looks. The
append is acknowledged, and the record is gone.

Whether an append that was called before the rewrite was done belongs before or after it is the store's to decide; what was called after anybody saw the
new records must be there.

What to do: let appends and rewrites wait in one queue; open the log anew after a rewrite, and across processes under the lock, by its name.`,
  defects: ['append-to-replaced-file'],
  notApplicable: needsMethod('append', 'rewrite'),
  programs: (context) =>
    plainLayouts(context.levels).flatMap((layout) =>
      [
        [[rewrite('m1')], [read, append('p1')]],
        [
          [rewrite('m1'), append('n1')],
          [append('p1'), append('p2')],
        ],
        [
          [append('n1'), rewrite('m1')],
          [read, append('p1'), read],
        ],
      ].map(
        (clients): AimedProgram => ({
          program: programOf(layout, { setup: existing(context.capabilities), clients }, context),
          judgement: 'history',
        }),
      ),
    ),
};
