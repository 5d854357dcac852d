import { THREADS } from '../levels.ts';
import { needsLevel } from '../needs.ts';
import { existing, ownWrite, programOf, racesPatches } from '../programs.ts';
import {
  mixedRaces,
  onEachLayout,
  onFirstLayout,
  onLayoutsInTurn,
  openingRaces,
  ownFieldRaces,
  wholeStateRaces,
} from '../races.ts';
import type { AimedProgram, PatchRequirement, ProgramContext } from '../requirement.ts';

/** PATCH-4: several processes. */
export const patch4: PatchRequirement = {
  id: 'PATCH-4',
  title: 'the same across processes (worker threads sharing one pid included)',
  severity: 'MUST',
  needs: 'many processes',
  origin: 'incident 1 after its fix: 4 processes with 50 updates each kept 128 of 200; opensre#5474; openclaw#26579',
  explanation: `A queue in memory ends at the process. A command-line tool beside a server, two windows of an editor, worker threads (which share a pid, and so
temporary names made of it) write the same files. One of them may be killed at any moment, and leaves its lock behind: two others
that both find it stale must not both take it. And one may start while another one writes: what it finds unfinished, files and locks, is not of the dead.

What to do: take a lock that the file system gives to one only (\`open\` with \`wx\`, \`mkdir\`, a library such as proper-lockfile) before reading what
is to be changed; open nothing for writing before it is held; make temporary names unique beyond the pid; take over a stale lock so that nobody
can take away a fresh one by mistake (by the name of its dead owner); or leave it to a database.`,
  defects: [
    'queue-in-one-process',
    'truncate-before-lock',
    'lock-stolen-twice',
    'temp-name-by-pid',
    'temp-name-by-count-of-module',
    'open-frees-every-lock',
    'python-lost-update',
  ],
  notApplicable: needsLevel('many-processes'),
  programs: (context) => [
    ...onEachLayout('many-processes', context, ownFieldRaces),
    ...amongThreads(context),
    ...onLayoutsInTurn('many-processes', context, mixedRaces),
    ...onFirstLayout('many-processes', context, openingRaces),
    ...withDeaths(context),
  ],
};

/** Threads of one process, whose names made of the pid meet. */
function amongThreads(context: ProgramContext): AimedProgram[] {
  if (!context.levels.includes('many-processes')) return [];
  return [...ownFieldRaces(THREADS, context), ...wholeStateRaces(THREADS, context)];
}

/** Three processes of which the first dies somewhere: the other two go on, and have to agree on what it left. */
function withDeaths(context: ProgramContext): AimedProgram[] {
  const { capabilities, levels } = context;
  if (!levels.includes('many-processes') || (capabilities.fields && !racesPatches(context))) return [];
  const instances = [0, 1, 2].map((process) => ({ process, path: 'plain' as const }));
  const clients = ['x', 'y', 'z'].map((name) => [ownWrite(capabilities, name)]);
  const program = programOf({ instances }, { setup: existing(capabilities), clients }, context);
  // A lock that two take over at once takes a death at the right moment, and two preemptions after it: chance meets that sooner than order.
  return [{ program: { ...program, deaths: [0] }, judgement: 'history', shares: { bounded: 0.5, random: 6 } }];
}
