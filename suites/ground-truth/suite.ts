import { count } from '../../harness/report/count.ts';
import { functionLoadedLate, generatorLoadedLate } from '../../harness/suite/loaded-late.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import type { TruthCore } from './counterexample-core.ts';
import { truthShape } from './counterexample-shape.ts';
import { TRUTH_REQUIREMENTS } from './requirements.ts';
import { tellOperation } from './tell-operation.ts';

/** Whether a registry says of sessions what is so, whatever sources, processes and clocks do. */
export const groundTruth: Suite<RegistrySubject, TruthCore> = {
  name: 'ground-truth',
  subject: 'registry',
  level: 'A',
  loss: 'truth',
  requirements: TRUTH_REQUIREMENTS,
  needs: ['scripts', 'virtual-time', 'repeats', 'sees-changes'],
  tallies: {
    workloads: { description: 'Sequences of events and questions that were played, shrinking not counted.' },
    questions: { description: 'Answers of the registry that were judged.', told: (number) => `${count(number)} answers` },
    crashes: { description: 'Kills of the registry at a change of its files.', told: (number) => `${count(number)} kills` },
  },
  scenarios: {
    'ground-truth': {
      description: 'What happened to sessions, sources, processes and the clock, and what the registry was asked',
      shape: truthShape,
      before: 'What happened and was asked',
      heading: ({ operations }) =>
        operations.some(({ op }) => op === 'kill') ? 'A registry that was killed and opened again' : 'A registry that was asked',
      operationLine: tellOperation,
      disk: { heading: 'What the registry had stored', ifEmpty: 'leave-out' },
      elsewhere: 'in another run',
      inReality: 'between real processes',
    },
  },
  during: 'While it was asked',
  run: generatorLoadedLate(async () => (await import('./run.ts')).runTruth),
  replay: functionLoadedLate(async () => (await import('./replay.ts')).replayTruth),
};
