import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-8: EPERM is alive, a zombie is dead, and a pid is a pid plus its start time. */
export const truth8: TruthRequirement = {
  id: 'TRUTH-8',
  title: 'EPERM is alive, a zombie is dead, and a pid is a pid plus its start time (agi-cli#1518, local-operator#1025)',
  severity: 'MUST',
  needs: 'processes',
  origin: 'incident 4: EPERM from `kill(pid, 0)` is read as dead; agi-cli#1518, local-operator#1025',
  explanation: `\`kill(pid, 0)\` fails with EPERM where there is a process that belongs to somebody else: it is alive. It succeeds for a zombie, which has ended, and for whatever process has the
pid by now: pids are given out again. The start time tells them apart; Linux has it in \`/proc/<pid>/stat\`, and the suite in \`pids.look\`.

Legal: where the source says otherwise than the process, any answer; unknown for all of them. The same holds for the owners of locks.

What to do: store the start time with the pid, and compare both; take EPERM for alive; look at the state.`,
  defects: ['eperm-is-dead', 'zombie-is-alive', 'pid-without-start-time'],
  notApplicable: applies.pids,
  concerns: concerns.processes,
  isBrokenBy: ({ kind }) => kind === 'process',
};
