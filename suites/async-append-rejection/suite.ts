import { countOf } from '../../harness/report/count.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import { functionLoadedLate, generatorLoadedLate } from '../../harness/suite/loaded-late.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import { oneClientSuite } from '../one-client-suite.ts';
import type { FailingDiskCore } from './counterexample-core.ts';
import { failingDiskShape } from './counterexample-shape.ts';
import type { AppendRequirement } from './requirement.ts';
import { APPEND_REQUIREMENTS, APPEND_SUITE_NAME } from './requirements.ts';

/** A disk that fails while something is written, in the background or not. */
export const asyncAppendRejection: Suite<StoreSubject, FailingDiskCore> = oneClientSuite<FailingDiskCore, AppendRequirement>({
  name: APPEND_SUITE_NAME,
  level: 'AAA',
  loss: 'failing-disk',
  requirements: APPEND_REQUIREMENTS,
  needs: ['isolates-modules', 'round-trips', 'sees-changes'],
  tallies: {
    workloads: { description: 'Operation sequences that were run.' },
    faults: { description: 'Failures of the disk that were tried.', told: (count) => countOf(count, 'fault') },
  },
  scenarios: {
    'failing-disk': {
      description: 'A disk that failed.',
      shape: failingDiskShape,
      heading: failureHeading,
      operationLine,
      disk: { heading: 'Disk in the end', ifEmpty: 'say' },
      elsewhere: 'with another failure',
      inReality: 'in a real process',
    },
  },
  notInReality,
  during: 'On a disk that fails, during',
  run: generatorLoadedLate(async () => (await import('./run.ts')).runAsyncAppendRejection),
  replay: functionLoadedLate(async () => (await import('./replay.ts')).replayAsyncAppendRejection),
});

function failureHeading({ fault }: Pick<FailingDiskCore, 'fault'>): string {
  if (fault === undefined) return 'What happened, with nothing wrong with the disk';
  if (fault.manner === 'short') return fault.thenFails === true ? 'On a disk that is full' : 'With a write that fell short';
  return `With a disk that failed: ${fault.code}`;
}

function notInReality({ unawaited, killedAfter }: FailingDiskCore): string | undefined {
  if (killedAfter !== undefined) return 'a kill in the midst of what follows a failure is tried on the simulated disk alone';
  return unawaited === true
    ? 'what is on a disk in the moment in which close resolves is seen on the simulated one alone'
    : undefined;
}
