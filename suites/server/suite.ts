import { countOf } from '../../harness/report/count.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import { functionLoadedLate, generatorLoadedLate } from '../../harness/suite/loaded-late.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import type { ServerCore } from './counterexample-core.ts';
import { serverShape } from './counterexample-shape.ts';
import { SERVER_REQUIREMENTS } from './requirements.ts';

/** The conversation between a store and its server: cut at every message, with another client in its midst, and where the server dies. */
export const server: Suite<ServedSubject, ServerCore> = {
  name: 'server',
  subject: 'served-store',
  level: 'A',
  loss: 'connection',
  requirements: SERVER_REQUIREMENTS,
  needs: ['cuts-messages'],
  tallies: {
    trials: {
      description: 'Trials that were run, each on a server that held nothing.',
      told: (count) => countOf(count, 'trial'),
    },
    cuts: { description: 'Exchanges that were cut, each in one way.', told: (count) => countOf(count, 'cut') },
  },
  scenarios: {
    server: {
      description: 'A store whose conversation with its server was interfered with.',
      shape: serverShape,
      heading: ({ trial }) => HEADINGS[trial],
      operationLine,
      disk: { heading: 'Files', ifEmpty: 'leave-out' },
      elsewhere: 'in another trial',
      inReality: 'on a real server',
    },
  },
  during: 'On a server, during',
  run: generatorLoadedLate(async () => (await import('./run.ts')).runServer),
  replay: functionLoadedLate(async () => (await import('./replay.ts')).replayServer),
};

const HEADINGS: { readonly [K in ServerCore['trial']]: string } = {
  cut: 'With one exchange cut or refused',
  idle: 'With the connections cut while nothing was called',
  worn: 'After call upon call had failed',
  crowd: 'With many calls at once',
  'opened-twice': 'With two stores opened at once on an empty database',
  together: 'With two clients on one session at once',
  touched: 'With a touch and another client',
  expired: 'When a session had expired',
  'server-crash': 'After the server had died',
};
