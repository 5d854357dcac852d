import { type RepairRequirement, survivesNothing } from '../requirement.ts';

/** REPAIR-7: others' files. */
export const repair7: RepairRequirement = {
  id: 'REPAIR-7',
  title: 'opening a file that is not a session does not alter it',
  severity: 'MUST',
  origin: 'pi#6002: opening a file that is not a session truncates it',
  explanation: `A text, a picture or somebody's package.json with the right extension is no session, in the store's directory or not. Opening it must not change it: what does not
parse was not written by the store, or is damaged, and either way it is not the store's to write over.

Such files are put beside the sessions, one as if another session had its name. Then the store is opened, listed, read and closed; afterwards their bytes
must be there, under whatever name.

What to do: open for reading first, and write only to what was recognised, or did not exist.`,
  defects: ['open-truncates-foreign-file'],
  notApplicable: survivesNothing,
  untestable: (files) =>
    files.every(({ isShared }) => isShared)
      ? 'no file holds data of one session alone, so it was not known where foreign ones would be'
      : undefined,
  concerns: ({ damage }) => damage.kind === 'foreign-file',
  isBrokenBy: ({ kind }) => kind === 'altered',
};
