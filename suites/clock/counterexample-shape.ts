import { operationShape } from '../../harness/verdict/operation-shape.ts';
import { array, described, integer, object, oneOf, string } from '../../harness/verdict/shape.ts';
import type { ClockCore } from './counterexample-core.ts';
import { type ClockStep, type Reopening, TRIAL_KINDS } from './trial.ts';

const milliseconds = integer(Number.MIN_SAFE_INTEGER);
const zoneMinutes = described(
  'By how many minutes local time was ahead of UTC from then on; behind it if negative. Absent: as before, at first 0.',
  integer(-24 * 60),
);

/** What a counterexample of this suite has beside what all have. */
export const clockShape = object<Omit<ClockCore, 'scenario' | 'expected' | 'observed'>>(
  {
    operations: described('The shrunk workload, run in this order.', array(operationShape)),
    trial: described(
      'What it is about: writes within one tick, a clock that steps back, or sessions that are old, or look so.',
      oneOf(...TRIAL_KINDS),
    ),
    sessions: described('The sessions that were read.', array(string)),
    apartMs: described('How long passed between one operation and the next, in milliseconds of the clock.', integer(0)),
    steps: described(
      'In front of which operations, by index, the clock was set while the store was open, and by how many milliseconds: backwards if negative.',
      array(object<ClockStep>({ before: integer(0), byMs: milliseconds }, { zoneMinutes })),
    ),
    reopenings: described(
      'In front of which operations, by index, the store was closed and opened again; their number stands for the end.',
      array(
        object<Reopening>(
          {
            before: integer(0),
            laterMs: described('How much later the clock stood then, in milliseconds; earlier if negative.', milliseconds),
          },
          {
            timesMs: described(
              'What all modification times were set to in between, in milliseconds from the end of the life before.',
              milliseconds,
            ),
            zoneMinutes,
          },
        ),
      ),
    ),
  },
  { zoneMinutes },
);
