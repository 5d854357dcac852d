import { count } from '../../harness/report/count.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import { functionLoadedLate, generatorLoadedLate } from '../../harness/suite/loaded-late.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import { oneClientSuite } from '../one-client-suite.ts';
import type { IdentityCore } from './counterexample-core.ts';
import { identityShape } from './counterexample-shape.ts';
import { IDENTITY_REQUIREMENTS, IDENTITY_SUITE_NAME } from './requirements.ts';

/** What sessions are called and hold: ids that are taken for one another, payloads that come back otherwise. */
export const identity: Suite<StoreSubject, IdentityCore> = oneClientSuite({
  name: IDENTITY_SUITE_NAME,
  level: 'AAA',
  loss: 'content',
  requirements: IDENTITY_REQUIREMENTS,
  // It goes by what the store shows and by what lies in its directory.
  needs: ['isolates-modules', 'round-trips'],
  tallies: {
    workloads: { description: 'Trials that were run.' },
    identities: { description: 'Ids and payloads that were tried.', told: (number) => `${count(number)} ids and payloads` },
  },
  scenarios: {
    identity: {
      description: 'What a session is called or holds.',
      shape: identityShape,
      heading: () => 'What was stored, and what came back',
      operationLine,
      disk: { heading: 'Disk in the end', ifEmpty: 'say' },
      elsewhere: 'with other names',
      inReality: 'in a real process',
    },
  },
  notInReality: ({ longestString }) => (longestString === undefined ? undefined : 'in a real process it takes half a gigabyte'),
  during: 'During',
  run: generatorLoadedLate(async () => (await import('./run.ts')).runIdentity),
  replay: functionLoadedLate(async () => (await import('./replay.ts')).replayIdentity),
});
