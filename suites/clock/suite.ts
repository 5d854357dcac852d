import { operationLine } from '../../harness/report/operation-line.ts';
import { functionLoadedLate, generatorLoadedLate } from '../../harness/suite/loaded-late.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import { oneClientSuite } from '../one-client-suite.ts';
import { type ClockCore, needsOwnClock } from './counterexample-core.ts';
import { clockShape } from './counterexample-shape.ts';
import type { ClockRequirement } from './requirement.ts';
import { CLOCK_REQUIREMENTS, CLOCK_SUITE_NAME } from './requirements.ts';

/** What the clock and modification times show: ticks that hold two writes, steps back, days and months that pass. */
export const clock: Suite<StoreSubject, ClockCore> = oneClientSuite<ClockCore, ClockRequirement>({
  name: CLOCK_SUITE_NAME,
  requirements: CLOCK_REQUIREMENTS,
  // A store that does not even keep what it is given without any crash may owe that to the clock: a usual one shows whether it does.
  needs: ['isolates-modules'],
  tallies: {
    workloads: { description: 'Trials that were run.' },
  },
  scenarios: {
    clock: {
      description: 'What the clock or modification times showed.',
      shape: clockShape,
      heading: () => 'What the clock did, and what was read',
      operationLine,
      disk: { heading: 'Disk in the end', ifEmpty: 'say' },
      elsewhere: 'with another clock',
      inReality: 'in a real process',
    },
  },
  during: 'During',
  notInReality: needsOwnClock,
  run: generatorLoadedLate(async () => (await import('./run.ts')).runClock),
  replay: functionLoadedLate(async () => (await import('./replay.ts')).replayClock),
});
