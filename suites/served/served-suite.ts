import { countOf } from '../../harness/report/count.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import type { ServerCore } from './counterexample-core.ts';
import { serverShape } from './counterexample-shape.ts';
import type { ServedRun } from './run.ts';

interface ServedParts extends Pick<Suite<ServedSubject, ServerCore>, 'name' | 'level' | 'loss'>, ServedRun {
  /** What its counterexamples are, for the schema. */
  readonly description: string;
}

/** A suite of stores on a server: its requirements, judged by what stores do in trials that all such suites have in common. */
export function servedSuite({ scenario, description, ...parts }: ServedParts): Suite<ServedSubject, ServerCore> {
  const { requirements } = parts;
  return {
    ...parts,
    subject: 'served-store',
    needs: ['cuts-messages'],
    tallies: {
      workloads: { description: 'Trials that were run, each on a server that held nothing.' },
      cuts: { description: 'Exchanges that were cut, each in one way.', told: (count) => countOf(count, 'cut') },
    },
    scenarios: {
      [scenario]: {
        description,
        shape: serverShape,
        heading: ({ trial }) => HEADINGS[trial],
        operationLine,
        disk: { heading: 'Files', ifEmpty: 'leave-out' },
        elsewhere: 'in another trial',
        inReality: 'on a real server',
      },
    },
    during: 'On a server, during',
    async *run(context) {
      const { runServed } = await import('./run.ts');
      yield* runServed(context, { scenario, requirements });
    },
    async replay(subject, found) {
      const { replayServed } = await import('./replay.ts');
      return replayServed(subject, found, requirements);
    },
  };
}

const HEADINGS: { readonly [K in ServerCore['trial']]: string } = {
  cut: 'With one exchange cut or refused',
  idle: 'With the connections cut while nothing was called',
  worn: 'After call upon call had failed',
  crowd: 'With many calls at once',
  'opened-twice': 'With two stores opened at once on an empty database',
  together: 'With two clients on one session at once',
  seen: 'With a client that reads while another one writes',
  touched: 'With a touch and another client',
  expired: 'When a session had expired',
  leased: 'When a lease had gone to another client',
  'server-crash': 'After the server had died',
};
