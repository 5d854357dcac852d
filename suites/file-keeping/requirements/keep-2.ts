import { needsSurvival } from '../needs.ts';
import type { KeepRequirement } from '../requirement.ts';

/** KEEP-2: a link is a place that somebody chose. */
export const keep2: KeepRequirement = {
  id: 'KEEP-2',
  title: "a session's file that is a symbolic link stays one, and what it points to gets the new content",
  severity: 'SHOULD',
  origin: 'opencode-quota#265, lnav#1489: an atomic save puts a file in the place of a link into a synchronised folder',
  explanation: `People link a store's files into a repository, a synchronised folder or a bigger disk. A rename replaces the link itself: the store goes on with a file of its own, what the link led to keeps the old
content for ever, and nobody is told. To refuse a link with an error is right as well, and so is not to take it for a session.

What to do: find out where the file is (\`realpath\`) before it is replaced, make the temporary file beside that, and rename over it.`,
  defects: ['rename-over-link'],
  notApplicable: needsSurvival,
  kinds: ['link-beside', 'link-elsewhere'],
  isBrokenBy: ({ kind }) => kind === 'link-replaced' || kind === 'lost',
};
