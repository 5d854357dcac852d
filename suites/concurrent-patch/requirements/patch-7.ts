import type { ClientOperation } from '../../../harness/model/program.ts';
import { needsMethod } from '../needs.ts';
import { existing, patch, programOf, read, SESSION } from '../programs.ts';
import type { PatchRequirement } from '../requirement.ts';

const withUndefined: ClientOperation = { op: 'patch', session: SESSION, fields: { y: 'y1' }, undefinedFields: ['x'] };

/** PATCH-7: a patch is a patch. */
export const patch7: PatchRequirement = {
  id: 'PATCH-7',
  title: 'a patch touches only the fields it names; `undefined` erases nothing',
  severity: 'MUST',
  needs: 'patch',
  origin: 'incident 1 after its fix: a patch with an `undefined` value erased the durable one',
  explanation: `\`{ ...session, ...patch }\` takes over what is \`undefined\`, and \`JSON.stringify\` then leaves the field out: \`update(id, { title: request.title })\`
with no title in the request erases the title. A patch that replaces the whole document loses all that it does not name.

What to do: merge only the fields that have a value; to remove a field, have a way that says so. To refuse \`undefined\` with an error is right too.`,
  defects: ['undefined-erases', 'undefined-becomes-null'],
  notApplicable: needsMethod('patch'),
  programs: (context) =>
    [
      [patch('y1'), read],
      [withUndefined, read],
    ].map((operations) => ({
      program: programOf(
        { instances: [{ process: 0, path: 'plain' }] },
        { setup: existing(context.capabilities), clients: [operations] },
        context,
      ),
      judgement: 'history',
    })),
};
