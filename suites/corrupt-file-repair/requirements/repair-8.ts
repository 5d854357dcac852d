import { type RepairRequirement, survivesNothing } from '../requirement.ts';

/** REPAIR-8: newer versions. */
export const repair8: RepairRequirement = {
  id: 'REPAIR-8',
  title: 'fields and record types of a newer version survive a read-write cycle, or are refused',
  severity: 'SHOULD',
  origin: 'incident 4: unknown fields of a newer version are dropped',
  explanation: `Users go back to an older version, or run two side by side. A field that the older one has never heard of, next to those that it wrote itself, or a record of a type
that it does not know, is data of the newer one. If the older rewrites the file from what it understood, that is gone without a word.

A field is added to documents and to lines of logs, and a record of an unknown type to logs; then the session is read and written. Afterwards it is still on disk, or
reading or writing was refused.

What to do: keep the parsed object and change in it what is to be changed; or write the version into the file and refuse one that is newer.`,
  defects: ['unknown-fields-dropped'],
  notApplicable: survivesNothing,
  untestable: (files) =>
    files.every(({ format }) => format === 'opaque')
      ? 'no file of a session is JSON or JSON lines, so there was nowhere to add a field'
      : undefined,
  concerns: ({ damage }) => damage.kind === 'unknown-field' || damage.kind === 'unknown-record',
  isBrokenBy: ({ kind }) => kind === 'dropped',
};
