import { plainLayouts } from '../levels.ts';
import { needsMethod } from '../needs.ts';
import { consume, existing, programOf, read } from '../programs.ts';
import type { AimedProgram, PatchRequirement } from '../requirement.ts';

/** PATCH-11: one winner. */
export const patch11: PatchRequirement = {
  id: 'PATCH-11',
  title: 'of N racers claiming one item exactly one wins',
  severity: 'MUST',
  needs: 'consume-once',
  origin: 'approvals and one-time tokens that were taken twice: look whether it is there, then remove it',
  explanation: `\`consume\` takes a session away and says whether it was this caller who got it. If two see that it is there before either removes it, both win: a token works
twice, a job runs twice. And who asks alone for what is there gets it: he is told \`true\`, and it is gone.

What to do: let the removal decide, not the look before it: \`unlink\` or \`rename\` succeeds for one caller only, \`DELETE ... RETURNING\` in a database.`,
  defects: ['double-consume', 'consume-tells-nothing'],
  notApplicable: needsMethod('consume'),
  programs: (context) =>
    plainLayouts(context.levels).flatMap((layout) =>
      [[[consume, read, consume]], [[consume], [consume]], [[consume], [consume], [consume, read]]].map(
        (clients): AimedProgram => ({
          program: programOf(layout, { setup: existing(context.capabilities), clients }, context),
          judgement: 'history',
        }),
      ),
    ),
};
