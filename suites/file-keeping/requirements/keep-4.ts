import { needsSurvival } from '../needs.ts';
import type { KeepRequirement } from '../requirement.ts';

/** KEEP-4: whose file it is. */
export const keep4: KeepRequirement = {
  id: 'KEEP-4',
  title: 'owner and group are kept where the process may set them',
  severity: 'SHOULD',
  needs: 'a store that writes in place, or gives the files that replace others an owner',
  origin: 'a command that was run once with sudo, after which the service could not write its own sessions',
  explanation: `Root may run a store over the files of somebody else: with sudo, in a container, from a cron job. A file that is put in the place of another one belongs to root then, and the one whose session it is can neither
read nor write it. A store that gives the new file an owner is held to both, user and group. Of one that does not, nothing is said: to make a file and own it is the system's rule.

What to do: \`fchown\` the temporary file to the \`uid\` and \`gid\` of the one that it replaces, before the rename, and before anything is in it; where that is not allowed, go on.`,
  defects: ['group-not-kept'],
  notApplicable: needsSurvival,
  kinds: ['owner'],
  isBrokenBy: ({ kind }) => kind === 'owner',
};
