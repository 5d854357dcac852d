import type { FailureCore } from '../suite/failure-core.ts';
import { unclaimedModels } from '../suite/models-of-claims.ts';
import type { Confirmation, Counterexample, PersistenceModelName } from '../verdict/counterexample.ts';
import { heldLevel } from '../verdict/held-level.ts';
import { isWithin } from '../verdict/level.ts';
import type { Finding, ModelReport, Observation, OverallVerdict, Report, RequirementReport } from '../verdict/report.ts';
import { siteSeenFrom } from './in-adapter.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import { CRASHWORTHY_VERSION } from './package-version.ts';
import { type JudgedRequirement, requirementsOf, suiteOf } from './requirements.ts';
import type { FoundFailure, RunRecord } from './run-record.ts';
import type { ShardedRecord } from './shards/shard-record.ts';
import type { Target } from './target.ts';

/** The report of a run. Pure but for the times, which it is given. */
export function composeReport(
  target: Target,
  record: ShardedRecord,
  options: ResolvedJudgeOptions,
  times: Report['times'],
): Report {
  const { store, operations, findings, statistics } = record;
  if (store === undefined) throw new Error('a run without a store has no report');
  const judged = requirementsOf(store.kind);
  const requirements = judged.map((requirement) => requirementReport(requirement, target, record, options));
  const holds = heldLevel({ requirements, findings });
  return {
    schemaVersion: 2,
    crashworthy: CRASHWORTHY_VERSION,
    specification: 1,
    store: {
      kind: store.kind,
      target: target.shown,
      name: store.name,
      ...(store.package === undefined ? {} : { package: store.package }),
      claims: store.claims,
      operations,
    },
    host: options.host,
    models: [...options.models],
    effort: options.effort,
    seed: options.seed,
    node: `v${process.versions.node.split('.')[0]}`,
    platform: process.platform,
    verdict: overallVerdict(requirements, record),
    level: options.level,
    ...(holds === undefined ? {} : { holds }),
    allowNotTestable: options.allowNotTestable,
    requirements,
    observations: observations(target, record, options),
    findings,
    statistics,
    times,
  };
}

function requirementReport(
  requirement: JudgedRequirement,
  target: Target,
  record: ShardedRecord,
  options: ResolvedJudgeOptions,
): RequirementReport {
  const { id, suite, title, severity, level, loss } = requirement;
  const base = { id, suite, title, severity, level, loss, checked: record.checked[id] ?? 0 };
  if (!options.requirements.includes(id)) {
    const reason = isWithin(level, options.level) ? 'switched off for this run' : `above level ${options.level}`;
    return { ...base, verdict: 'disabled', reason };
  }
  const reason = record.notApplicable[id];
  if (reason !== undefined) return { ...base, verdict: 'not-applicable', reason };
  const models = requirement.models?.({ claims: record.store?.claims ?? {} }, options.models) ?? [];
  if (requirement.models !== undefined && models.length === 0)
    return { ...base, verdict: 'disabled', reason: 'none of the models of this run is about it' };
  const notTestable = record.notTestable[id];
  if (notTestable !== undefined) return { ...base, verdict: 'not-testable', reason: notTestable };
  if (isElsewhere(id, record)) return { ...base, verdict: 'disabled', reason: 'judged by another shard' };
  const failures = record.failures.filter((candidate) => candidate.requirement === id);
  const untested = untestedReason(base.checked, record, models);
  const byModel =
    models.length <= 1
      ? {}
      : { models: models.map((model) => modelReport(model, { id, failures, untested, target, record, options })) };
  const [first] = failures;
  if (first !== undefined) return { ...base, ...failureReport(first, target, record, options), ...byModel };
  if (untested !== undefined) return { ...base, verdict: 'not-testable', reason: untested, ...byModel };
  const { powerLossUntried } = record;
  if (powerLossUntried !== undefined && models.some((model) => model !== 'process-kill'))
    return { ...base, verdict: 'not-testable', reason: powerLossUntried, ...byModel };
  return { ...base, verdict: 'pass', ...byModel };
}

function isElsewhere(id: string, { shard }: ShardedRecord): boolean {
  return shard !== undefined && !shard.ran.some(({ part }) => part.does === 'judge' && part.requirements.includes(id));
}

/** Why nothing can be said of a requirement that did not fail, if nothing can. */
function untestedReason(checked: number, record: RunRecord, models: readonly PersistenceModelName[]): string | undefined {
  const doubt = record.findings.find(isDoubt);
  if (doubt !== undefined) return `${doubt.code}, see the findings`;
  if (record.interrupted) return 'interrupted before everything was tried';
  if (!record.finished) return record.endedEarly ?? 'the run ended early';
  if (checked > 0) return undefined;
  const isAboutPower = models.length > 0 && !models.includes('process-kill');
  return (isAboutPower ? record.powerLossUntried : undefined) ?? 'no workload put it to the test';
}

interface ModelContext {
  readonly id: string;
  readonly failures: readonly FoundFailure[];
  readonly untested: string | undefined;
  readonly target: Target;
  readonly record: RunRecord;
  readonly options: ResolvedJudgeOptions;
}

function modelReport(
  model: PersistenceModelName,
  { id, failures, untested, target, record, options }: ModelContext,
): ModelReport {
  const checked = record.checkedUnder[id]?.[model] ?? 0;
  const failure = failures.find(({ core }) => isUnder(core, model));
  if (failure !== undefined) {
    const { verdict, counterexample } = failureReport(failure, target, record, options);
    if (verdict !== 'fail') return { model, verdict: 'not-testable', checked };
    return { model, verdict, checked, ...(failure === failures[0] || counterexample === undefined ? {} : { counterexample }) };
  }
  // What fails in a mere process kill is not tried further.
  if (failures.some(({ core }) => isUnder(core, 'process-kill'))) return { model, verdict: 'not-testable', checked };
  const isUntried = untested !== undefined || (record.powerLossUntried !== undefined && model !== 'process-kill');
  return { model, verdict: isUntried ? 'not-testable' : 'pass', checked };
}

/** What the store does not claim and was tried all the same. */
function observations(target: Target, record: RunRecord, options: ResolvedJudgeOptions): Observation[] {
  const claims = record.store?.claims;
  if (claims === undefined) return [];
  const told = new Set<FoundFailure>();
  return unclaimedModels(claims, options.models).map((model): Observation => {
    const base = { guarantee: 'power-loss', model, checked: record.observedUnder[model] ?? 0 } as const;
    const failures = record.observed.filter(({ core }) => isUnder(core, model));
    const failure = failures.find(({ confirmations }) =>
      confirmations.some((one) => decides(one, options) && one.result === 'confirmed'),
    );
    // What went wrong once is not unsaid by not happening again.
    if (failure === undefined && failures.length > 0) return { ...base, outcome: 'undecided' };
    if (failure === undefined) return { ...base, outcome: base.checked === 0 ? 'not-tried' : 'not-refuted' };
    if (told.has(failure)) return { ...base, outcome: 'refuted' };
    told.add(failure);
    return { ...base, outcome: 'refuted', counterexample: counterexampleOf(failure, target, record, options) };
  });
}

function isUnder(core: FailureCore, model: PersistenceModelName): boolean {
  return core.models?.includes(model) === true;
}

/** Real processes decide where the failure was found in them; else a fresh worker does. */
function decides({ how }: Confirmation, { host }: Pick<ResolvedJudgeOptions, 'host'>): boolean {
  return (how === 'fresh-worker') === (host === 'simulated');
}

/** What throws doubt on everything that seemed to hold. A flood of output is wrong, but hides nothing. */
function isDoubt({ level, code }: Finding): boolean {
  return level === 'harness' || (level === 'error' && code !== 'CW_STORE_PRINTS');
}

function failureReport(
  failure: FoundFailure,
  target: Target,
  record: RunRecord,
  options: ResolvedJudgeOptions,
): Pick<RequirementReport, 'verdict' | 'reason' | 'counterexample'> {
  const counterexample = counterexampleOf(failure, target, record, options);
  // What the simulated disk did not see may explain the failure: no accusation.
  const blindness = record.findings.find(({ level, code }) => level === 'harness' || code === 'CW_OUTSIDE_WRITE');
  if (blindness !== undefined) return { verdict: 'not-testable', reason: `${blindness.code}, see the findings` };
  const onProcesses = options.host !== 'simulated';
  const unconfirmed = failure.confirmations.find((one) => decides(one, options) && one.result !== 'confirmed');
  if (unconfirmed !== undefined) {
    if (record.interrupted) return { verdict: 'not-testable', reason: 'interrupted before the failure was confirmed' };
    const where = onProcesses ? 'when it was tried again' : 'in a fresh worker';
    const reason = `a failure was seen but not confirmed ${where} (${unconfirmed.detail ?? 'no detail'}), so it is not held against the store`;
    // Two simulated runs must be equal; two real ones may differ in their timing, which is nobody's error.
    return { verdict: onProcesses ? 'flaky' : 'harness-error', reason, counterexample };
  }
  return { verdict: 'fail', counterexample };
}

function counterexampleOf(
  { requirement, core, replay, timeline, confirmations }: FoundFailure,
  target: Target,
  { store }: Pick<RunRecord, 'store'>,
  { host, seed }: Pick<ResolvedJudgeOptions, 'host' | 'seed'>,
): Counterexample {
  const again = replay?.reproduced === true ? replay : undefined;
  const seen = suiteOf(core).withSites?.(core, (site) => siteSeenFrom(target, site)) ?? core;
  // A reason that does not hold any more is none.
  const { why = undefined, ...rest } = { ...seen } as FailureCore & { why?: string };
  const reason = again === undefined ? why : again.why;
  return {
    schemaVersion: 2,
    crashworthy: CRASHWORTHY_VERSION,
    specification: 1,
    requirement,
    target: target.shown,
    ...(target.claims === undefined ? {} : { claims: target.claims }),
    store: store?.name ?? target.shown,
    host,
    seed,
    ...rest,
    expected: (again ?? core).expected,
    observed: (again ?? core).observed,
    ...(reason === undefined ? {} : { why: reason }),
    story: [...(replay?.story ?? [])],
    files: [...(replay?.files ?? [])],
    ...(replay?.callSite === undefined ? {} : { callSite: siteSeenFrom(target, replay.callSite) }),
    ...(again === undefined || timeline === undefined ? {} : { timeline }),
    confirmations,
  };
}

function overallVerdict(requirements: readonly RequirementReport[], record: RunRecord): OverallVerdict {
  if (record.interrupted) return 'interrupted';
  if (record.findings.some(({ level }) => level === 'harness') || requirements.some(({ verdict }) => verdict === 'harness-error'))
    return 'harness-error';
  const musts = requirements.filter(({ severity }) => severity === 'MUST');
  const broken = musts.some(({ verdict }) => verdict === 'fail') || record.findings.some(({ level }) => level === 'error');
  if (broken) return 'broken';
  // What is not known is no accusation, and no pass.
  return musts.some(({ verdict }) => verdict === 'not-testable' || verdict === 'flaky') ? 'incomplete' : 'conforms';
}
