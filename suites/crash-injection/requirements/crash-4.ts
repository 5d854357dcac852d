import { type CrashRequirement, survivesNothing } from '../requirement.ts';

/** CRASH-4: the write after recovery. */
export const crash4: CrashRequirement = {
  id: 'CRASH-4',
  basic: true,
  title: 'after recovery a new write, another reopen and a read see old and new state',
  severity: 'MUST',
  needs: "claims.survives of 'process-kill' or more",
  origin:
    'pi#8345: a record appended to an unterminated tail fuses with it; incident 2: the save after the load destroys what could have been recovered',
  explanation: `Most stores lose data not in the crash but on the first save after it. A log whose last line is torn gets the next record glued to it, and both are
unreadable; a store that loaded a damaged file as empty writes that emptiness back.

What to do: before the first append cut the torn tail off (or end it with a newline and skip it when reading); never save what was not
fully loaded.`,
  defects: ['torn-tail-append', 'fixed-temp-name', 'append-behind-nul-tail', 'log-of-the-day'],
  under: 'any-crash',
  notApplicable: survivesNothing,
  isBrokenBy: ({ kind }) => kind === 'write-failed' || kind === 'write-lost',
};
