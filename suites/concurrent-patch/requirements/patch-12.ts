import { needsLevel } from '../needs.ts';
import { append, existing, patch, programOf, read } from '../programs.ts';
import { onEachLayout } from '../races.ts';
import type { PatchRequirement } from '../requirement.ts';

/** PATCH-12: no stale instance. */
export const patch12: PatchRequirement = {
  id: 'PATCH-12',
  title: 'a write through one instance is seen by later reads of another',
  severity: 'MUST',
  needs: 'many instances',
  origin: "caches that never see another process's write; incident 2: a stale cache overwrote another process's turn",
  explanation: `An instance that keeps what it once read shows the old state for ever, and its next save puts the old state back.

The suite reads through one instance, writes through another, and reads again.

\`fs.watch\` does not help: its events come some time after the write was acknowledged, several of them as one, and a read in between is answered from the
cache.

What to do: no cache, or one that is checked against the file (its inode, size and modification time together) before it is believed, or one that all
instances share.`,
  defects: ['stale-cache', 'cache-believes-watch'],
  notApplicable: needsLevel('many-instances'),
  programs: (context) => {
    const { capabilities } = context;
    const write = capabilities.fields ? patch('x1') : append('p1');
    const race = (layout: Parameters<typeof programOf>[0]) => {
      const clients = [[write], [read, read]];
      const program = programOf(layout, { setup: existing(capabilities), clients }, context);
      return [{ program, judgement: 'history' as const }];
    };
    return [...onEachLayout('many-instances', context, race), ...onEachLayout('many-processes', context, race)];
  },
};
