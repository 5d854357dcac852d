import { always, judges } from '../../suites/crash-injection/requirement.ts';
import { CRASH_REQUIREMENTS } from '../../suites/crash-injection/requirements.ts';
import type { ResolvedClaims, Survival } from '../contract/claims.ts';
import { PERSISTENCE_MODELS, type PersistenceModelName } from '../verdict/counterexample.ts';
import type { Guarantee, ProbedGuarantee, ProbeReport } from '../verdict/probe-report.ts';
import type { ModelReport, Report, RequirementReport } from '../verdict/report.ts';
import { assumedClaims } from './assumed-claims.ts';
import { type SchedulesAt, strongestWriters, writersGuarantees, writersNotes } from './probe-writers.ts';

/** What a run under the strongest claims came to, and what it is to be read with. */
export interface ProbedRun {
  /** Of a run in which the store was judged as if it claimed to survive power loss. */
  readonly report: Report;
  /** What the adapter itself claims. */
  readonly declared: ResolvedClaims;
  readonly schedulesAt: SchedulesAt;
  /** Set where the store is not the same after closing and opening again: then the report is of a run that assumed nothing. */
  readonly notReopened?: string;
}

/** Sorts the verdicts of a run by what a store can guarantee, and says which claims they leave standing. Pure. */
export function composeProbe({ report, declared, schedulesAt, notReopened }: ProbedRun): ProbeReport {
  const { schemaVersion, crashworthy, specification, store, effort, seed, models, node, platform } = report;
  const processKill = notReopened === undefined ? crashGuarantee('process-kill', report) : lostOnReopening(notReopened);
  const powerLoss = models
    .filter((model) => model !== 'process-kill')
    .map((model) => settledBy(processKill, { ...crashGuarantee(model, report), model }));
  const flush = flushGuarantees(processKill, report, notReopened !== undefined);
  const writers = writersGuarantees(report, schedulesAt);
  const survives = strongestSurvival(processKill, powerLoss);
  const strongest = survives && assumedClaims(declared, { survives, writers: strongestWriters(writers) ?? 'one-instance' });
  return {
    schemaVersion,
    crashworthy,
    specification,
    store: { ...store, claims: declared },
    effort,
    seed,
    models,
    node,
    platform,
    guarantees: [processKill, ...powerLoss, ...flush, ...writers, readersGuarantee(report)],
    ...(strongest === undefined ? {} : { strongest }),
    notes: [...notes(survives, { report, declared, powerLoss, flush }), ...writersNotes({ declared, survives, writers })],
    findings: report.findings,
    statistics: report.statistics,
    interrupted: report.verdict === 'interrupted',
    times: report.times,
  };
}

/** A verdict on a requirement under one model. */
interface UnderModel extends ModelReport {
  readonly id: string;
  readonly reason: string | undefined;
}

/** The MUSTs of the crash suite that apply and are about this model, with their verdicts under it. */
function verdictsUnder(model: PersistenceModelName, { requirements, models }: Report): UnderModel[] {
  return CRASH_REQUIREMENTS.flatMap((requirement): UnderModel[] => {
    const found = requirements.find(({ id }) => id === requirement.id);
    if (found === undefined || requirement.severity !== 'MUST' || !judges(requirement, model)) return [];
    if (found.verdict === 'not-applicable' || found.verdict === 'disabled') return [];
    // A requirement that is about a single one of the models has no list of them.
    const alone = models.filter((one) => judges(requirement, one));
    const under =
      found.models?.find((one) => one.model === model) ?? (alone.length === 1 ? asModelReport(model, found) : undefined);
    return under === undefined ? [] : [{ ...under, id: found.id, reason: found.reason, ...evidenceOf(under, found) }];
  });
}

function asModelReport(model: PersistenceModelName, { verdict, checked }: RequirementReport): ModelReport {
  return { model, checked, verdict: verdict === 'pass' || verdict === 'fail' ? verdict : 'not-testable' };
}

function evidenceOf(
  { verdict, counterexample, counterexampleFile }: ModelReport,
  requirement: RequirementReport,
): Pick<ModelReport, 'counterexample' | 'counterexampleFile'> {
  if (verdict !== 'fail') return {};
  const own = counterexample === undefined ? requirement : { counterexample, counterexampleFile };
  return {
    ...(own.counterexample === undefined ? {} : { counterexample: own.counterexample }),
    ...(own.counterexampleFile === undefined ? {} : { counterexampleFile: own.counterexampleFile }),
  };
}

function crashGuarantee(model: PersistenceModelName, report: Report): ProbedGuarantee {
  return guaranteeOf(model === 'process-kill' ? 'process-kill' : 'power-loss', verdictsUnder(model, report));
}

function flushGuarantees(processKill: ProbedGuarantee, report: Report, lostAnyway: boolean): ProbedGuarantee[] {
  if (!report.store.operations.includes('flush')) {
    return [{ guarantee: 'flush', outcome: 'not-applicable', reason: 'the store has no flush', checked: 0, requirements: [] }];
  }
  const all = report.models.map((model): ProbedGuarantee => {
    const verdicts = verdictsUnder(model, report).filter(({ id }) => id === 'CRASH-9');
    return { ...guaranteeOf('flush', verdicts), model };
  });
  return lostAnyway
    ? all.map((one) => ({ ...one, ...processKill, guarantee: 'flush' }))
    : all.map((one) =>
        settledBy(
          all.find(({ model }) => model === 'process-kill'),
          one,
        ),
      );
}

function guaranteeOf(guarantee: Guarantee, verdicts: readonly UnderModel[]): ProbedGuarantee {
  const checked = Math.max(0, ...verdicts.map((one) => one.checked));
  const failed = verdicts.filter(({ verdict }) => verdict === 'fail');
  const requirements = failed.map(({ id }) => id);
  const [first] = failed;
  if (first !== undefined) {
    const { counterexample, counterexampleFile } = first;
    return {
      guarantee,
      outcome: 'refuted',
      ...(counterexample === undefined ? {} : { reason: counterexample.observed }),
      checked,
      requirements,
      ...(counterexample === undefined ? {} : { counterexample }),
      ...(counterexampleFile === undefined ? {} : { counterexampleFile }),
    };
  }
  const open = verdicts.find(({ verdict }) => verdict === 'not-testable');
  if (open === undefined && checked > 0) return { guarantee, outcome: 'not-refuted', checked, requirements };
  const reason = open === undefined ? 'no workload put it to the test' : `${open.id}: ${open.reason ?? 'nothing was found out'}`;
  return { guarantee, outcome: 'undecided', reason, checked, requirements };
}

/** A process kill is the mildest crash: what it refutes, power loss refutes under every model. */
function settledBy(mildest: ProbedGuarantee | undefined, one: ProbedGuarantee): ProbedGuarantee {
  if (mildest?.outcome !== 'refuted' || one.outcome === 'refuted') return one;
  return { ...one, outcome: 'refuted', reason: 'a process kill alone refutes it', requirements: mildest.requirements };
}

function lostOnReopening(reason: string): ProbedGuarantee {
  return { guarantee: 'process-kill', outcome: 'refuted', reason, checked: 0, requirements: [] };
}

function readersGuarantee({ requirements }: Report): ProbedGuarantee {
  const guarantee = 'readers';
  const all = requirements.filter(({ suite, severity }) => suite === 'torn-read' && severity === 'MUST');
  const applicable = all.filter(({ verdict }) => verdict !== 'not-applicable' && verdict !== 'disabled');
  if (applicable.length === 0) {
    const reason = all[0]?.reason ?? 'it was not asked for';
    return { guarantee, outcome: 'not-applicable', reason, checked: 0, requirements: [] };
  }
  const verdicts = applicable.map((one): UnderModel => {
    const under = asModelReport('process-kill', one);
    return { ...under, id: one.id, reason: one.reason, ...evidenceOf(under, one) };
  });
  return guaranteeOf(guarantee, verdicts);
}

function strongestSurvival(processKill: ProbedGuarantee, powerLoss: readonly ProbedGuarantee[]): Survival | undefined {
  if (processKill.outcome === 'refuted') return 'nothing';
  if (processKill.outcome !== 'not-refuted') return undefined;
  const holds = powerLoss.length > 0 && powerLoss.every(({ outcome }) => outcome === 'not-refuted');
  return holds ? 'power-loss' : 'process-kill';
}

interface NoteContext {
  readonly report: Report;
  readonly declared: ResolvedClaims;
  readonly powerLoss: readonly ProbedGuarantee[];
  readonly flush: readonly ProbedGuarantee[];
}

function notes(strongest: Survival | undefined, context: NoteContext): string[] {
  const { powerLoss } = context;
  const held = powerLoss.filter(({ outcome }) => outcome === 'not-refuted').map(({ model }) => model);
  const told: string[] = [];
  if (strongest === 'power-loss' && held.length < PERSISTENCE_MODELS.length - 1)
    told.push(`Power loss was tried under ${held.join(', ')} alone.`);
  if (strongest === 'process-kill' && held.length > 0)
    told.push(`Nothing refuted survives: 'power-loss' under ${held.join(', ')}; it is claimed for every model, or not at all.`);
  return [...told, ...flushNotes(strongest, context), ...brokenAnyway(strongest, context.report)];
}

function flushNotes(strongest: Survival | undefined, { declared, flush, report }: NoteContext): string[] {
  if (strongest === 'power-loss' || declared.acknowledgedBy === 'flush' || !report.store.operations.includes('flush')) return [];
  const held = flush.filter(({ outcome }) => outcome === 'not-refuted').map(({ model }) => model);
  if (held.length === 0) return [];
  return [
    `What was flushed survived under ${held.join(', ')}: if a flush is the promise, claim acknowledgedBy: 'flush' and probe again.`,
  ];
}

/** What every store has to keep, whatever it claims. */
function brokenAnyway(strongest: Survival | undefined, report: Report): string[] {
  if (strongest !== 'nothing') return [];
  const unconditional = CRASH_REQUIREMENTS.filter(({ notApplicable }) => notApplicable === always).map(({ id }) => id);
  const failed = verdictsUnder('process-kill', report).filter(
    ({ id, verdict }) => verdict === 'fail' && unconditional.includes(id),
  );
  if (failed.length === 0) return [];
  return [`Even a store that claims nothing has to keep ${failed.map(({ id }) => id).join(', ')}; this one does not.`];
}
