import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-1: live status is never served from a stored copy. */
export const truth1: TruthRequirement = {
  id: 'TRUTH-1',
  title: 'live status is never served from a stored copy',
  severity: 'MUST',
  needs: 'status',
  origin: "incident 4: `state.json` holds a copy of every session's status, and `status` reads it",
  explanation: `Whether a session runs is known to its source and to its process. A copy of it is right until the session ends, crashes or is killed by somebody else, which
nobody tells the copy. So it is looked up whenever it is asked for: a session that its source lists as running is called running, one that its source lists as
stopped, or that is dead, is not. Nothing that is stored may stand in the way: a registry opens, and answers, whatever a crash has left of its files.

Legal: where the source says one thing and the process another, any answer; where the registry cannot know, unknown. A registry may ask for each question, or share
one answer among questions that are asked at the same time.

What to do: store what the sources do not know (prompt, group, hooks) and no status. Ask when asked.`,
  defects: ['status-kept-once-running', 'unreadable-file-stops-it'],
  notApplicable: applies.status,
  concerns: concerns.status,
  isBrokenBy: ({ kind }) => kind === 'stale',
};
