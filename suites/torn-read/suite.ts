import { countOf } from '../../harness/report/count.ts';
import { crashPosition } from '../../harness/report/crash-position.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import { ofStores, wanted } from '../../harness/suite/store-requirement.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { Suite, SuiteEvent } from '../../harness/suite/suite.ts';
import { LOOPED, LOOPS_EVERYWHERE } from '../../harness/verdict/looped.ts';
import type { TornReadCore } from './counterexample-core.ts';
import { tornReadShape } from './counterexample-shape.ts';
import { tornProbe } from './probe.ts';
import { TORN_REQUIREMENTS, TORN_SUITE_NAME } from './requirements.ts';
import type { TornRunContext, TornTally } from './run.ts';

/** Reads while something is being written: what a reader sees, in another process and in the same instance. */
export const tornRead: Suite<StoreSubject, TornReadCore> = {
  name: TORN_SUITE_NAME,
  subject: 'store',
  level: 'AA',
  loss: 'reader',
  requirements: ofStores(TORN_REQUIREMENTS),
  needs: ['isolates-modules', 'round-trips', 'sees-changes', 'reads-beside'],
  tallies: {
    workloads: { description: 'Operation sequences that were run.' },
    readers: { description: 'Readers that read while something was written.', told: (count) => countOf(count, 'reader') },
  },
  scenarios: {
    'torn-read': {
      description: 'A read while something is being written.',
      shape: tornReadShape,
      heading: readHeading,
      operationLine,
      disk: { heading: 'Disk as the writer had left it', ifEmpty: 'leave-out' },
      elsewhere: 'beside a write',
      inReality: 'between real processes',
    },
  },
  during: 'With readers beside',
  probe: tornProbe,
  async *run({ subject, effort, seed, requirements: ids, onPlace, endless }) {
    const { runTornRead } = await import('./run.ts');
    const { host, claims, capabilities } = subject;
    const requirements = wanted(TORN_REQUIREMENTS, ids);
    const failed = new Set<string>();
    let totalWorkloads = 0;
    const tell: TornRunContext<unknown>['onPlace'] = ({ operations }, _point, trial) => onPlace(operations, undefined, trial);
    const context = { host, claims, capabilities, effort, seed, requirements, onPlace: tell, endless };
    for await (const event of runTornRead(context)) {
      if (event.type === 'failure') failed.add(event.requirement);
      if (event.type === 'failure' || event.type === 'finding') {
        yield event;
        continue;
      }
      if (event.type === 'progress') totalWorkloads = event.totalWorkloads;
      if (event.type === 'done' && event.noOtherProcess !== undefined) {
        const open = requirements.filter(({ id }) => !failed.has(id));
        yield* unread(open, subject, event.noOtherProcess);
      }
      const endedEarly = event.type === 'done' && event.endedEarly !== undefined ? { endedEarly: event.endedEarly } : {};
      yield { type: event.type, totalWorkloads, ...endedEarly, ...tallyOf(event) };
    }
  },
  async replay({ host, claims }, found, { onCrash }) {
    const { replayTornRead } = await import('./replay.ts');
    const { undecided, ...replay } = await replayTornRead(host, found, { claims, ...(onCrash === undefined ? {} : { onCrash }) });
    return { ...replay, ...(undecided === 'hung' ? { hung: true } : {}) };
  },
  inReality: ({ observed }) => ({ how: 'real-processes', ...(observed === LOOPED ? { notPossible: LOOPS_EVERYWHERE } : {}) }),
};

function tallyOf({ checked, statistics: { workloads, distinctImages } }: TornTally) {
  return { checked, tallies: { workloads, readers: distinctImages } };
}

/** Without readers in other processes some of the requirements are about nobody; where there are none in the same instance, all of them. */
function* unread(
  requirements: readonly { readonly id: string }[],
  { host }: Pick<StoreSubject, 'host'>,
  reason: string,
): Generator<SuiteEvent> {
  for (const { id } of requirements) {
    if (id === 'TORN-5' || host.readWithin === undefined) yield { type: 'not-applicable', requirement: id, reason };
  }
}

function readHeading({ schedule }: Pick<TornReadCore, 'schedule'>): string {
  return schedule.reader === 'other-process'
    ? `A reader in another process, ${crashPosition(schedule.at)}${schedule.advances.length > 0 ? ' and on' : ''}`
    : 'A reader in the same instance, while an operation is in flight';
}
