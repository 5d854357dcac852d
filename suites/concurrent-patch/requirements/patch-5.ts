import type { ClientOperation } from '../../../harness/model/program.ts';
import { allOf } from '../needs.ts';
import { append, existing, patch, programOf, read } from '../programs.ts';
import type { AimedProgram, PatchRequirement } from '../requirement.ts';

const PRIMITIVES = 10;
const CODES = ['ENOSPC', 'EMFILE', 'EIO'] as const;

/** PATCH-5: a failure is over when it's over. */
export const patch5: PatchRequirement = {
  id: 'PATCH-5',
  title: 'a failed operation does not poison later ones of that session',
  severity: 'MUST',
  needs: 'an awaited `patch` or `append`',
  origin: 'seen in the field: a failed write poisons that session’s queue for ever',
  explanation: `A queue made of promises (\`tail = tail.then(write)\`) stays rejected after one write has failed: the disk was full for a second, and every later
save of that session fails with the old error until the process is restarted. The same comes of a lock that is not released when the work under
it throws.

The suite lets one open, write or rename of an operation fail once, sees it rejected, and expects that of the next operations on the
session, with nothing wrong any more, not all are rejected.

What to do: go on after a failure (\`tail = tail.catch(() => {}).then(write)\`), release in \`finally\`.`,
  defects: ['poisoned-queue'],
  notApplicable: allOf((claims, { fields, records }) =>
    fields || (records && claims.append === 'awaited') ? undefined : 'no operation of the store tells its caller that it failed',
  ),
  programs: (context) => {
    const { capabilities } = context;
    const write = (name: string) => (capabilities.fields ? patch(name) : append(name));
    // Who waits a while after a failure before trying again is given the time.
    const rest: ClientOperation = { op: 'rest' };
    const operations = [write('x1'), write('x2'), rest, write('x3'), rest, write('x4')];
    const layout = { instances: [{ process: 0, path: 'plain' as const }] };
    const program = programOf(layout, { setup: existing(capabilities), clients: [[...operations, read]] }, context);
    return Array.from({ length: PRIMITIVES }, (_, primitive): AimedProgram => {
      const code = CODES[primitive % CODES.length] ?? 'EIO';
      return { program: { ...program, fault: { client: 0, primitive, code } }, judgement: 'poison' };
    });
  },
};
