import { plainLayouts } from '../levels.ts';
import { needsMethod } from '../needs.ts';
import { append, existing, patch, programOf, read, remove, touch } from '../programs.ts';
import type { AimedProgram, PatchRequirement } from '../requirement.ts';

/** PATCH-13: renewing. */
export const patch13: PatchRequirement = {
  id: 'PATCH-13',
  title: 'renewing a session loses no acknowledged write of it and revives no deleted one',
  severity: 'MUST',
  needs: 'touch',
  origin: 'session-file-store 1.5.0: a touch that races a set loses the set, a destroy during a touch is undone',
  explanation: `A touch that reads the session, sets its expiry and writes it back is a read-modify-write like any other: what was saved in between is lost, and a session that was
deleted in between is back. It happens on every request, so the window is always open.

What to do: keep the expiry apart (the file's modification time, a column of its own), or let touches wait in the session's queue and look again.`,
  defects: ['touch-writes-back', 'touch-revives'],
  notApplicable: needsMethod('touch'),
  programs: (context) => {
    const { capabilities } = context;
    const write = capabilities.fields ? patch('x1') : append('p1');
    const races = [
      [[touch], [write, read]],
      [[touch, touch], [write]],
    ];
    if (capabilities.methods.includes('delete')) races.push([[touch], [remove, read]]);
    return plainLayouts(context.levels).flatMap((layout) =>
      races.map(
        (clients): AimedProgram => ({
          program: programOf(layout, { setup: existing(capabilities), clients }, context),
          judgement: 'history',
        }),
      ),
    );
  },
};
