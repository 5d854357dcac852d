import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-9: a wrong stopped heals on rediscovery. */
export const truth9: TruthRequirement = {
  id: 'TRUTH-9',
  title: 'a wrong stopped heals on rediscovery',
  severity: 'MUST',
  needs: 'sources',
  origin: 'incident 4: a wrong stopped never heals',
  explanation: `Sources err, processes are looked for in the wrong place, and so a session is called stopped that runs. As soon as its source lists it as running again, and its process does not say otherwise,
it is running. A status that can be left in one direction only is a copy of what was once believed.

Legal: running, and nothing else.

What to do: have no final status. Where an end must be noted, note which launch ended, and let a listing overrule it.`,
  defects: ['stopped-is-final'],
  notApplicable: applies.sources,
  concerns: concerns.listings,
  isBrokenBy: ({ kind }) => kind === 'unhealed',
};
