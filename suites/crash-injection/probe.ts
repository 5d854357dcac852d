import type { Survival } from '../../harness/contract/claims.ts';
import {
  evidenceOf,
  guaranteeOf,
  type ProbedRun,
  type ProbeNotesContext,
  type SuiteProbe,
  type UnderModel,
  underModel,
} from '../../harness/suite/probe.ts';
import { PERSISTENCE_MODELS, type PersistenceModelName } from '../../harness/verdict/counterexample.ts';
import type { ProbedGuarantee } from '../../harness/verdict/probe-report.ts';
import type { Report } from '../../harness/verdict/report.ts';
import { always, judges } from './requirement.ts';
import { CRASH_REQUIREMENTS } from './requirements.ts';

/** What a store survives, and what its flushes are good for. */
export const crashProbe: SuiteProbe = {
  guarantees({ report, notReopened }: ProbedRun) {
    const processKill = notReopened === undefined ? crashGuarantee('process-kill', report) : lostOnReopening(notReopened);
    const powerLoss = report.models
      .filter((model) => model !== 'process-kill')
      .map((model) => settledBy(processKill, { ...crashGuarantee(model, report), model }));
    return [processKill, ...powerLoss, ...flushGuarantees(processKill, report, notReopened !== undefined)];
  },
  strongest(guarantees) {
    const survives = strongestSurvival(guarantees);
    return survives === undefined ? undefined : { survives };
  },
  notes,
};

/** The MUSTs of the crash suite that apply and are about this model, with their verdicts under it. */
function verdictsUnder(model: PersistenceModelName, { requirements, models }: Report): UnderModel[] {
  return CRASH_REQUIREMENTS.flatMap((requirement): UnderModel[] => {
    const found = requirements.find(({ id }) => id === requirement.id);
    if (found === undefined || requirement.severity !== 'MUST' || !judges(requirement, model)) return [];
    if (found.verdict === 'not-applicable' || found.verdict === 'disabled') return [];
    // A requirement that is about a single one of the models has no list of them.
    const alone = models.filter((one) => judges(requirement, one));
    const under = found.models?.find((one) => one.model === model) ?? (alone.length === 1 ? underModel(model, found) : undefined);
    return under === undefined ? [] : [{ ...under, id: found.id, reason: found.reason, ...evidenceOf(under, found) }];
  });
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

/** A process kill is the mildest crash: what it refutes, power loss refutes under every model. */
function settledBy(mildest: ProbedGuarantee | undefined, one: ProbedGuarantee): ProbedGuarantee {
  if (mildest?.outcome !== 'refuted' || one.outcome === 'refuted') return one;
  return { ...one, outcome: 'refuted', reason: 'a process kill alone refutes it', requirements: mildest.requirements };
}

function lostOnReopening(reason: string): ProbedGuarantee {
  return { guarantee: 'process-kill', outcome: 'refuted', reason, checked: 0, requirements: [] };
}

function strongestSurvival(guarantees: readonly ProbedGuarantee[]): Survival | undefined {
  const processKill = guarantees.find(({ guarantee }) => guarantee === 'process-kill');
  const powerLoss = guarantees.filter(({ guarantee }) => guarantee === 'power-loss');
  if (processKill?.outcome === 'refuted') return 'nothing';
  if (processKill?.outcome !== 'not-refuted') return undefined;
  const holds = powerLoss.length > 0 && powerLoss.every(({ outcome }) => outcome === 'not-refuted');
  return holds ? 'power-loss' : 'process-kill';
}

function notes(context: ProbeNotesContext): string[] {
  const { guarantees, report } = context;
  const strongest = strongestSurvival(guarantees);
  const held = guarantees
    .filter(({ guarantee, outcome }) => guarantee === 'power-loss' && outcome === 'not-refuted')
    .map(({ model }) => model);
  const told: string[] = [];
  if (strongest === 'power-loss' && held.length < PERSISTENCE_MODELS.length - 1)
    told.push(`Power loss was tried under ${held.join(', ')} alone.`);
  if (strongest === 'process-kill' && held.length > 0)
    told.push(`Nothing refuted survives: 'power-loss' under ${held.join(', ')}; it is claimed for every model, or not at all.`);
  return [...told, ...flushNotes(strongest, context), ...brokenAnyway(strongest, report)];
}

function flushNotes(strongest: Survival | undefined, { declared, guarantees, report }: ProbeNotesContext): string[] {
  if (strongest === 'power-loss' || declared.acknowledgedBy === 'flush' || !report.store.operations.includes('flush')) return [];
  const held = guarantees
    .filter(({ guarantee, outcome }) => guarantee === 'flush' && outcome === 'not-refuted')
    .map(({ model }) => model);
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
