import { countOf } from '../../harness/report/count.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import { functionLoadedLate, generatorLoadedLate } from '../../harness/suite/loaded-late.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import { oneClientSuite } from '../one-client-suite.ts';
import type { CorruptFileCore } from './counterexample-core.ts';
import { corruptFileShape } from './counterexample-shape.ts';
import { REPAIR_REQUIREMENTS, REPAIR_SUITE_NAME } from './requirements.ts';

/** Files that something other than the store has damaged: what it says of them, and what its next save destroys. */
export const corruptFileRepair: Suite<StoreSubject, CorruptFileCore> = oneClientSuite({
  name: REPAIR_SUITE_NAME,
  level: 'AAA',
  loss: 'damage',
  requirements: REPAIR_REQUIREMENTS,
  // It goes by what the store shows and by what lies in its directory.
  needs: ['isolates-modules', 'round-trips'],
  tallies: {
    workloads: { description: 'Operation sequences that were run.' },
    damages: { description: 'Damages of files that were tried.', told: (count) => countOf(count, 'damage') },
  },
  scenarios: {
    'corrupt-file': {
      description: 'A file that was damaged.',
      shape: corruptFileShape,
      heading: () => 'What happened to a file, and what became of it',
      operationLine,
      disk: { heading: 'Disk after the damage', ifEmpty: 'say' },
      elsewhere: 'after another damage',
      inReality: 'in a real process',
    },
  },
  during: 'With a damaged file, after',
  run: generatorLoadedLate(async () => (await import('./run.ts')).runCorruptFileRepair),
  replay: functionLoadedLate(async () => (await import('./replay.ts')).replayCorruptFileRepair),
});
