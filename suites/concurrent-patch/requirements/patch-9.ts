import { layoutsOf } from '../levels.ts';
import { needsMethod } from '../needs.ts';
import { append, existing, programOf, SEVERAL_CHUNKS_BYTES } from '../programs.ts';
import type { AimedProgram, PatchRequirement } from '../requirement.ts';

/** PATCH-9: appends. */
export const patch9: PatchRequirement = {
  id: 'PATCH-9',
  title: "concurrent appends keep every record once, each client's in its order, also above 512 KiB",
  severity: 'MUST',
  needs: 'append',
  origin: 'incident 3: several processes with records over 512 KiB corrupt the log; kimi-code#3181',
  explanation: `Node writes in pieces of 512 KiB: an appendFile of more is several writes, and the record of another process comes between them. A log that is read, extended
and written back as a whole loses what was appended meanwhile.

The suite appends from several clients at once, of as many instances and processes as the store claims, and expects every acknowledged record once,
each client's in the order of its calls.

What to do: one writer by file, or a lock around an append; a record in a single \`write\` on a descriptor opened with O_APPEND only helps
below what one call writes, and not when it is cut short.`,
  defects: ['chunked-appends', 'log-rewritten-by-each'],
  notApplicable: needsMethod('append'),
  programs: (context) => {
    const setup = existing(context.capabilities);
    return context.levels
      .flatMap((level) => layoutsOf(level))
      .flatMap((layout, index): AimedProgram[] => {
        const program = (...clients: ReturnType<typeof append>[][]) => programOf(layout, { setup, clients }, context);
        const large = [append('p1', SEVERAL_CHUNKS_BYTES)];
        return [
          { program: program([append('p1'), append('p2')], [append('q1'), append('q2')]), judgement: 'order' },
          ...(index === 0 || layout.instances.some(({ process }) => process > 0)
            ? [{ program: program(large, [append('q1')]), judgement: 'order', shares: { bounded: 0.6, random: 0.6 } } as const]
            : []),
        ];
      });
  },
};
