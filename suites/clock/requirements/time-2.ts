import { always, type ClockRequirement } from '../requirement.ts';

/** TIME-2: a clock that steps back does no harm. */
export const time2: ClockRequirement = {
  id: 'TIME-2',
  title: 'a clock that steps back, between lives or in the midst of one, loses, hides and reorders nothing',
  severity: 'MUST',
  origin:
    'logs that are sorted by time stamps, stores in which the latest time stamp wins, on machines whose clock was corrected',
  explanation: `Clocks are set: by a second when they are synchronised, by an hour or a day when somebody corrects them, when a virtual machine wakes up or a
container moves. What was acknowledged afterwards then has an earlier time than what was acknowledged before. A store that sorts by time shows records in
another order, one in which the latest time wins drops what is written until the clock has caught up, one that deletes by a time stamp hides what was made
anew, and one that waits until a moment has come waits for a day.

Local time steps back without anybody's doing: by an hour when daylight saving ends, by more when a machine travels west or its zone is corrected. A
store that names or sorts by the local date and hour is misled by that as by a clock.

What to do: order by a number that the store itself counts up, and that goes on from what is stored; never by the time alone. What is shown of time is UTC. Measure how long something
takes with \`performance.now()\`, which is never set.`,
  defects: ['records-sorted-by-time', 'records-sorted-by-local-time', 'later-clock-wins', 'log-of-the-day'],
  notApplicable: always,
  kind: 'back',
};
