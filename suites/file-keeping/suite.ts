import { operationLine } from '../../harness/report/operation-line.ts';
import { functionLoadedLate, generatorLoadedLate } from '../../harness/suite/loaded-late.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import { oneClientSuite } from '../one-client-suite.ts';
import type { KeepCore } from './counterexample-core.ts';
import { keepShape } from './counterexample-shape.ts';
import { KEEP_REQUIREMENTS, KEEP_SUITE_NAME } from './requirements.ts';

/** What is around the content of a session's file and is to stay as it was: who may read it, and the link that leads to it. */
export const fileKeeping: Suite<StoreSubject, KeepCore> = oneClientSuite({
  name: KEEP_SUITE_NAME,
  level: 'AAA',
  loss: 'privacy',
  requirements: KEEP_REQUIREMENTS,
  needs: ['isolates-modules', 'round-trips'],
  tallies: { workloads: { description: 'Trials that were run.' } },
  scenarios: {
    'file-keeping': {
      description: "Who may read a session's file, and where it is.",
      shape: keepShape,
      heading: () => 'What was done, and what became of the files',
      operationLine,
      disk: { heading: 'Disk in the end', ifEmpty: 'say' },
      elsewhere: 'with other files',
      inReality: 'in a real process',
    },
  },
  during: 'During',
  notInReality: () => 'modes and links are put in place, and looked at between any two calls, on a disk of ours alone',
  run: generatorLoadedLate(async () => (await import('./run.ts')).runKeeping),
  replay: functionLoadedLate(async () => (await import('./replay.ts')).replayKeeping),
});
