import { needsSurvival } from '../needs.ts';
import type { KeepRequirement } from '../requirement.ts';

/** KEEP-5: what somebody else has said of a file holds. */
export const keep5: KeepRequirement = {
  id: 'KEEP-5',
  title: "mode, owner and group of a session's file are after each write what they were before, or the write is refused",
  severity: 'MUST',
  needs: "claims.attributes of 'kept'",
  origin: 'openclaw#1020, xh#476; atomic writers that promise to keep mode and owner, and do so unless a stat fails',
  explanation: `Somebody has closed a session's file to others, opened it to a group, or given it to the service that is to read it. An atomic write makes a new file, which belongs to whoever writes and has what the umask
leaves. A store that claims \`attributes: 'kept'\` gives it what the old one had: the mode, be it narrower or wider than the umask's; the owner and the group, also where one of them alone is another one. Where it
cannot find out what that is, since the call that looks fails, it refuses the write: a guess opens what was closed.

That a process may not give a file away is no failure. It is root where owners are tried, and no chmod or chown is made to fail.

What to do: \`lstat\` the file before it is replaced, and let every error but ENOENT through; \`fchown\` the temporary file if either id differs, then \`fchmod\` it, before anything is in it.`,
  defects: ['narrows-modes', 'guesses-mode-when-unseen', 'group-alone-not-kept'],
  notApplicable: (claims) =>
    needsSurvival(claims) ??
    (claims.attributes === 'kept' ? undefined : "the store does not claim to keep modes and owners (claims.attributes: 'kept')"),
  kinds: ['attributes'],
  isBrokenBy: ({ kind }) => kind === 'attributes',
};
