import type { ClientOperation } from '../../../harness/model/program.ts';
import { plainLayouts } from '../levels.ts';
import { append, create, existing, OTHER_SESSION, patch, programOf, racesPatches, read, remove } from '../programs.ts';
import type { AimedProgram, PatchRequirement, ProgramContext } from '../requirement.ts';

/** PATCH-6: life and death of a session. */
export const patch6: PatchRequirement = {
  id: 'PATCH-6',
  title: 'races of create, delete, append and patch resurrect nothing and lose nothing acknowledged',
  severity: 'MUST',
  needs: '`create` or `delete`',
  origin: 'deleted sessions that came back (incident 2), a file deleted while open and recreated without its header (pi#8939)',
  explanation: `A patch that has read the session, and writes it after somebody deleted it, brings it back with its old content; a create that does not see another
create replaces what was written since. Each was acknowledged, and the user sees a conversation return that was deleted, or vanish that was just made.

What to do: let create and delete wait in the same queue as the patches and appends of the session. Across processes: create with \`wx\` or \`link\`,
and look again under the lock whether the session is still there.`,
  defects: ['resurrection', 'index-last-writer-wins'],
  notApplicable: ({ patch: patches }, { methods, fields, records }) => {
    if (!methods.includes('create') && !methods.includes('delete')) return 'the store has neither `create` nor `delete`';
    const callers = fields && !records && patches !== 'native';
    return callers
      ? "creating and patching are done by the store's caller, who looks first (patch: 'read-modify-write')"
      : undefined;
  },
  programs: (context) =>
    plainLayouts(context.levels).flatMap((layout) =>
      races(context).map(
        ({ setup, clients }): AimedProgram => ({
          program: programOf(layout, { setup: setup ? existing(context.capabilities) : [], clients }, context),
          judgement: 'history',
        }),
      ),
    ),
};

interface Race {
  /** The session exists before. */
  readonly setup: boolean;
  readonly clients: readonly (readonly ClientOperation[])[];
}

function races(context: ProgramContext): Race[] {
  const { methods, records } = context.capabilities;
  const found: Race[] = [];
  const writes = [...(racesPatches(context) ? [patch('x1')] : []), ...(records ? [append('p1')] : [])];
  // Where the caller does the reading and the writing, a create that looks first is the caller's too.
  const creates = methods.includes('create') && context.claims.patch === 'native';
  if (methods.includes('delete')) {
    for (const write of writes)
      found.push({
        setup: true,
        clients: [
          [remove, read],
          [write, read],
        ],
      });
    if (creates)
      found.push({
        setup: true,
        clients: [
          [remove, create('c1')],
          [read, read],
        ],
      });
    for (const write of creates ? writes : []) found.push({ setup: true, clients: [[remove, create('c1')], [write]] });
  }
  if (creates) {
    found.push({
      setup: false,
      clients: [
        [create('c1'), read],
        [create('c2'), read],
      ],
    });
    for (const write of writes) found.push({ setup: false, clients: [[create('c1'), write], [create('c2')]] });
    // An index that two creations write at once may lose one of them.
    found.push({ setup: false, clients: [[create('c1')], [create('c2', OTHER_SESSION)]] });
  }
  return found;
}
