import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-7: TTL removes dead launch metadata, never live; the file's size stays bounded. */
export const truth7: TruthRequirement = {
  id: 'TRUTH-7',
  title: "TTL removes dead launch metadata, never live; the file's size stays bounded",
  severity: 'MUST',
  needs: 'launches kept',
  origin:
    'incident 4: a TTL deletes the metadata of a live process, and stopped records stay for ever; a launch followed by a kill within 700 ms is lost',
  explanation: `What is stored of a launch is of use while its session lives, and a burden when it is dead. A limit on its age alone removes that of the session which runs longest. What is stored of a
session that is alive stays: over any sweep, and over the end of the registry's process if that is claimed. What is stored of a dead one goes: when a sweep has seen it dead, and sees
it again after twice the TTL, it is gone. Over many launches neither entries nor bytes pile up.

Legal: removing what is dead at once, by a sweep, in a timer or when something is asked. A log that is compacted before a hundred launches.

What to do: remove by age only what is dead now, by a source that answered and by the process.`,
  defects: ['ttl-removes-live', 'dead-launches-stay', 'launch-saved-later', 'log-never-compacted'],
  notApplicable: applies.launches,
  concerns: concerns.stored,
  isBrokenBy: ({ kind }) => kind === 'retention',
};
