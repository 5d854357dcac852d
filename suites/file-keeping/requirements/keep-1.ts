import { needsSurvival } from '../needs.ts';
import type { KeepRequirement } from '../requirement.ts';

/** KEEP-1: a secret is no less one after it was written again. */
export const keep1: KeepRequirement = {
  id: 'KEEP-1',
  title:
    "what was private stays private: no rewrite, temporary file, backup, lock or directory of a session is readable by more than the session's file was, at any moment",
  severity: 'MUST',
  origin: 'openclaw#1020, xh#476: a rewrite makes a file of mode 0600 readable by everybody',
  explanation: `A session holds what somebody said to an agent, and tokens. A store that makes its file with mode 0600 has promised that nobody else on the machine reads it, and so has a user whose umask is 077. An
atomic rewrite makes a new file, which gets the umask's mode unless it is given another one; so does a temporary file, a backup, or a database's journal. A chmod behind the write comes too late: for as long
as the file was open to all, everybody could read it, and whoever has opened it goes on reading. Every file that holds something of the session is looked at after every call of the file system.

What to do: give the mode to the call that makes the file (\`open(path, 'wx', 0o600)\`), that of the file that is replaced where there is one, before anything is written to it.`,
  defects: ['rewrite-opens-to-all', 'chmod-after-write', 'chmod-after-rename', 'backup-for-all'],
  notApplicable: needsSurvival,
  kinds: ['umask-022', 'umask-077', 'made-private'],
  isBrokenBy: ({ kind }) => kind === 'exposed',
};
