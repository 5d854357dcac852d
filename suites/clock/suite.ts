import { operationLine } from '../../harness/report/operation-line.ts';
import { functionLoadedLate, generatorLoadedLate } from '../../harness/suite/loaded-late.ts';
import { ofStores, wanted } from '../../harness/suite/store-requirement.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { Suite } from '../../harness/suite/suite.ts';
import { LOOPED, LOOPS_EVERYWHERE } from '../../harness/verdict/looped.ts';
import { eventOfOneClient, type OneClientContext } from '../one-client-run.ts';
import { type ApartCore, apartShape } from './apart/counterexample-core.ts';
import { ONE_CLOCK } from './apart/one-clock.ts';
import { tellApartClients } from './apart/tell-clients.ts';
import { type ClockCore, needsOwnClock } from './counterexample-core.ts';
import { clockShape } from './counterexample-shape.ts';
import { type LeaseCore, leaseShape } from './lease/counterexample-core.ts';
import { NO_CLOCK_TO_SET } from './lease/no-clock-to-set.ts';
import type { ClockRequirement } from './requirement.ts';
import { CLOCK_REQUIREMENTS, CLOCK_SUITE_NAME } from './requirements.ts';

const run = generatorLoadedLate(async () => (await import('./run.ts')).runClock);
const replay = functionLoadedLate(async () => (await import('./replay.ts')).replayClock);
const replayLease = functionLoadedLate(async () => (await import('./lease/replay.ts')).replayLease);
const replayApart = functionLoadedLate(async () => (await import('./apart/replay.ts')).replayApart);

function whyNotInReality(core: ClockCore | ApartCore | LeaseCore): string | undefined {
  if (core.scenario === 'clocks-apart' || core.scenario === 'clock-still') return ONE_CLOCK;
  return core.scenario === 'clock-lease' ? NO_CLOCK_TO_SET : needsOwnClock(core);
}

/** Of what two did with one session. */
const OF_TWO = {
  shape: apartShape,
  before: 'Before the clients began',
  operationLine,
  disk: { heading: 'Disk as they left it', ifEmpty: 'say' },
  sections: tellApartClients,
  inReality: 'between real processes',
} as const;

/** What the clock and modification times show: ticks that hold two writes, steps back, months that pass, processes that do not agree. */
export const clock: Suite<StoreSubject, ClockCore | ApartCore | LeaseCore> = {
  name: CLOCK_SUITE_NAME,
  subject: 'store',
  level: 'AAA',
  loss: 'time',
  requirements: ofStores(CLOCK_REQUIREMENTS),
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
    'clock-lease': {
      description: 'A lease, while which the clock was set.',
      shape: leaseShape,
      heading: () => 'What the instances did',
      operationLine,
      disk: { heading: 'Disk in the end', ifEmpty: 'say' },
      elsewhere: 'with another clock',
      inReality: 'in a real process',
    },
    'clock-still': {
      ...OF_TWO,
      description: 'Two instances, or processes, that wrote within one tick of the clock.',
      heading: () => 'What they did',
      elsewhere: 'with a clock that goes on',
    },
    'clocks-apart': {
      ...OF_TWO,
      description: 'Two processes whose clocks did not show the same.',
      heading: () => 'What the processes did',
      elsewhere: 'with other clocks',
    },
  },
  during: 'During',
  async *run({ subject: { host, claims, capabilities }, requirements: ids, effort, seed, endless, onPlace: tell }) {
    const onPlace: NonNullable<OneClientContext<unknown, ClockRequirement>['onPlace']> = (operations, trial) =>
      tell(operations, undefined, trial);
    const context = { host, claims, capabilities, effort, seed, endless, onPlace, requirements: wanted(CLOCK_REQUIREMENTS, ids) };
    for await (const event of run(context)) yield eventOfOneClient(event);
  },
  replay({ host, claims, capabilities }, { core }, { onCrash }) {
    if (core.scenario === 'clock-lease') return replayLease(host, core);
    if (core.scenario === 'clocks-apart' || core.scenario === 'clock-still')
      return replayApart(host, core, { claims, capabilities });
    return replay(host, { core }, { claims, ...(onCrash === undefined ? {} : { onCrash }) });
  },
  inReality: (core) => {
    const notPossible = whyNotInReality(core);
    const reason = core.observed === LOOPED ? LOOPS_EVERYWHERE : notPossible;
    return { how: 'real-processes', ...(reason === undefined ? {} : { notPossible: reason }) };
  },
};
