import { ofOrdinarySize, type TornRequirement } from '../requirement.ts';

/** TORN-4: list and views. */
export const torn4: TornRequirement = {
  id: 'TORN-4',
  title: 'list and every other view stay complete and agree with read while writes are in flight',
  severity: 'MUST',
  needs: 'list, or a view',
  origin:
    'sessions that vanish from the sidebar while another one is being saved: an index that is rewritten in place and read half',
  explanation: `A listing during a write has every session that exists before the write and after it, each once, and nothing that is not one. What a view shows of a
session is of one version of it. Each call is judged by the versions of the time in which it was made.

What to do: replace an index by rename as well, and where it cannot be read do not take it for an empty one; list only names that you would write
yourself, so that temporary files are no sessions.`,
  defects: ['list-from-half-written-index', 'temp-shown-as-session'],
  notApplicable: (_claims, { methods, views }) =>
    methods.includes('list') || views.length > 0 ? undefined : 'the store has neither list nor views',
  concerns: ofOrdinarySize,
  isBrokenBy: ({ kind }) => kind === 'view',
};
