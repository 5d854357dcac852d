import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { lossDepth } from '../../harness/crash/power-loss/power-loss-points.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { PROCESS_WORKLOAD_PLANS } from '../../harness/model/workload.ts';
import { countOf } from '../../harness/report/count.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import { claimedModels, unclaimedModels } from '../../harness/suite/models-of-claims.ts';
import type { Scenario } from '../../harness/suite/scenario.ts';
import { ofStores, wanted } from '../../harness/suite/store-requirement.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { FoundBy, Suite, SuiteContext, SuiteEvent, SuiteTally } from '../../harness/suite/suite.ts';
import type { Attribution, CallSite, PersistenceModelName } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { CounterexampleCore } from './counterexample-core.ts';
import { crashShape } from './counterexample-shape.ts';
import { crashHeading, isPowerLoss } from './heading.ts';
import { crashProbe } from './probe.ts';
import { judges } from './requirement.ts';
import { CRASH_REQUIREMENTS, SUITE_NAME } from './requirements.ts';
import type { CrashRunContext, CrashRunEvent, Tally } from './run.ts';

/** Crashes at every point of a workload: what is then on disk, and what the store makes of it. */
export const crashInjection: Suite<StoreSubject, CounterexampleCore> = {
  name: SUITE_NAME,
  subject: 'store',
  level: 'A',
  loss: 'kill',
  requirements: ofStores(CRASH_REQUIREMENTS).map((requirement, index) => ({
    ...requirement,
    models: ({ claims }, asked) => {
      const own = CRASH_REQUIREMENTS[index];
      return own === undefined ? [] : claimedModels(claims, asked).filter((model) => judges(own, model));
    },
  })),
  needs: ['isolates-modules', 'round-trips', 'sees-changes'],
  tallies: {
    workloads: { description: 'Operation sequences that were run.' },
    images: { description: 'Crash images before duplicates were removed.' },
    distinctImages: {
      description: 'Crash images after duplicates were removed.',
      told: (count) => `${countOf(count, 'crash image')} checked`,
      evenNone: true,
    },
    recoveries: { description: 'Recoveries performed; replays and shrinking are not counted.' },
  },
  scenarios: {
    crash: scenario('One crash.'),
    'crash-in-recovery': scenario('A second crash inside the recovery from the first.'),
    'repeated-crashes': scenario('The same crash several times over.'),
  },
  during: 'During',
  learns: ['survives-alone', 'lost-alone'],
  probe: crashProbe,
  async *run(context) {
    const { runCrashInjection } = await import('./run.ts');
    const { subject, requirements, models } = context;
    const killed = new Set<string>();
    const events = runCrashInjection({
      ...runContext(context),
      requirements: wanted(CRASH_REQUIREMENTS, requirements),
      models: claimedModels(subject.claims, models),
    });
    let totalWorkloads = 0;
    for await (const event of events) {
      if (event.type === 'failure' && event.core.models.includes('process-kill')) killed.add(event.requirement);
      if (event.type === 'progress') totalWorkloads = event.totalWorkloads;
      if (event.type === 'done') yield* learned(requirements, killed);
      yield told(event, totalWorkloads);
    }
  },
  /** Tries what the store does not claim, on short workloads. */
  async *observe(context) {
    const { runCrashInjection } = await import('./run.ts');
    const { subject, models: asked } = context;
    const models = unclaimedModels(subject.claims, asked);
    const requirements = CRASH_REQUIREMENTS.filter(({ under }) => under === 'power-loss');
    const claims: ResolvedClaims = { ...subject.claims, survives: 'power-loss' };
    const run = { ...runContext(context), claims, requirements, models, effort: 'quick' } as const;
    for await (const event of runCrashInjection(run)) {
      if (event.type === 'failure') yield event;
      if (event.type === 'done') yield { type: 'observed', under: underPowerLoss(event.checkedUnder) };
    }
  },
  observes: (claims, asked) => unclaimedModels(claims, asked).length > 0,
  async replay({ host, claims }, found, options) {
    const { replayCounterexample } = await import('./replay.ts');
    return replayCounterexample(host, found, { claims, ...options });
  },
  async timeline({ host, claims }, found) {
    const { crashTimeline } = await import('./timeline.ts');
    return crashTimeline(host, found, { claims });
  },
  inReality({ scenario: name, crash }) {
    // Power cannot be cut; the models stand for it, and they are calibrated against real file systems.
    if (crash.lost !== undefined) return undefined;
    return name === 'repeated-crashes'
      ? { how: 'process-kill', notPossible: 'it takes crashes that are days apart' }
      : { how: 'process-kill' };
  },
  loopIn(operations, { model, ...crash }) {
    const core: CounterexampleCore = {
      scenario: 'crash',
      model,
      models: [model],
      // This suite's own, told by `onPlace`.
      operations: [...(operations as readonly Operation[])],
      crash,
      expected: 'The store opens and can be read.',
      observed: LOOPED,
    };
    return { requirement: 'CRASH-3', core };
  },
  withSites: (core, seen) =>
    core.attribution === undefined ? core : { ...core, attribution: attributionSeen(core.attribution, seen) },
};

function scenario(description: string): Scenario<CounterexampleCore> {
  return {
    description,
    shape: crashShape,
    heading: crashHeading,
    operationLine,
    disk: { heading: 'Disk as the crash left it', ifEmpty: 'say' },
    labels: (core) => (isPowerLoss(core) ? [{ label: 'Possible', text: `under ${core.models.join(', ')}` }] : []),
    elsewhere: 'on another disk',
    inReality: 'in a real process',
  };
}

function runContext({ subject, effort, seed, depth, onPlace, endless: known }: SuiteContext<StoreSubject>) {
  const { host, claims, capabilities } = subject;
  const losses = { ...lossDepth(effort, !host.abilities.has('repeats')), omitted: depth };
  const place: CrashRunContext<unknown>['onPlace'] = (operations, point, model = 'process-kill') =>
    onPlace(operations, point === undefined ? undefined : { model, ...point });
  // All come from `loopIn`.
  const endless = known as readonly FoundBy<CounterexampleCore>[];
  const plan = host.abilities.has('repeats') ? {} : { plan: PROCESS_WORKLOAD_PLANS[effort] };
  return { host, claims, capabilities, effort, seed, depth: losses, onPlace: place, endless, ...plan };
}

/** For suites that crash stores in company. */
function* learned(requirements: readonly string[], killed: ReadonlySet<string>): Generator<SuiteEvent> {
  const basic = CRASH_REQUIREMENTS.filter((requirement) => requirement.basic === true).map(({ id }) => id);
  const holds = basic.every((id) => requirements.includes(id) && !killed.has(id));
  yield { type: 'learned', fact: 'survives-alone', holds };
  yield { type: 'learned', fact: 'lost-alone', holds: basic.some((id) => killed.has(id)) };
}

function told(event: CrashRunEvent, totalWorkloads: number): SuiteEvent {
  switch (event.type) {
    case 'progress':
    case 'done': {
      const endedEarly = event.type === 'done' && event.endedEarly !== undefined ? { endedEarly: event.endedEarly } : {};
      return { type: event.type, totalWorkloads, ...endedEarly, ...tallyOf(event) };
    }
    case 'rejected': {
      const message = `${event.operation} was refused although nothing was wrong (${event.error}); workloads with it were judged up to there.`;
      return { type: 'finding', finding: { code: 'CW_OPERATION_REJECTED', level: 'warning', message } };
    }
    default:
      return event;
  }
}

function tallyOf({ checked, checkedUnder, statistics }: Tally): SuiteTally {
  return { checked, checkedUnder, tallies: { ...statistics } };
}

function underPowerLoss(checkedUnder: Tally['checkedUnder']): { readonly [M in PersistenceModelName]?: number } {
  return checkedUnder['CRASH-8'] ?? {};
}

function attributionSeen(attribution: Attribution, seen: (site: CallSite) => CallSite): Attribution {
  const { first, second } = attribution;
  return { ...attribution, first: seen(first), ...(second === undefined ? {} : { second: seen(second) }) };
}
