import { always, type TornRequirement } from '../requirement.ts';

/** TORN-5: other processes, and several MiB. */
export const torn5: TornRequirement = {
  id: 'TORN-5',
  title: 'the same for a reader in another process, and for payloads of several MiB',
  severity: 'MUST',
  origin:
    '2 MB appends of three processes broke 118 of 180 lines: above 512 KiB a write is several; within one process a queue may hide it',
  explanation: `A command-line tool, a second window, a backup: others read the directory, and no queue of the writer's process holds them back. And what is one call for a
small session is a dozen for a large one, for readers and writers both. TORN-1 to 4 hold there too.

A store that lets no second process in while the first is alive has no such readers: then the requirement
does not apply, unless a session of several MiB is torn within the one process.

What to do: let the file system do the separating (rename, O_APPEND with a checksum or a newline at the end of each record), not only a
queue in memory.`,
  defects: ['large-documents-in-place', 'reader-maps-parse-error-to-null', 'python-large-in-place'],
  notApplicable: always,
  concerns: ({ schedule, large }) => large || schedule.reader === 'other-process',
  isBrokenBy: ({ kind }) => kind !== 'torn-group',
};
