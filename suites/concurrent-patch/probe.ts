import { assumedClaims } from '../../harness/contract/assumed-claims.ts';
import type { ResolvedClaims, Survival } from '../../harness/contract/claims.ts';
import type { SuiteProbe } from '../../harness/suite/probe.ts';
import type { Counterexample } from '../../harness/verdict/counterexample.ts';
import type { ProbedGuarantee } from '../../harness/verdict/probe-report.ts';
import type { Report, RequirementReport } from '../../harness/verdict/report.ts';
import type { ConcurrentPatchCore } from './counterexample-core.ts';
import { LEVELS, type Level, levelOf } from './levels.ts';
import { needsNativePatch } from './needs.ts';
import { PATCH_REQUIREMENTS } from './requirements.ts';

/** Who may write at once. */
export const patchProbe: SuiteProbe = {
  guarantees: ({ report, details }) => writersGuarantees(report, (details['concurrent-patch'] ?? {}) as SchedulesAt),
  strongest: (guarantees) => ({ writers: strongestWriters(ofWriters(guarantees)) ?? 'one-instance' }),
  notes: ({ declared, strongest, guarantees }) =>
    writersNotes({ declared, survives: strongest?.survives, writers: ofWriters(guarantees) }),
};

function ofWriters(guarantees: readonly ProbedGuarantee[]): ProbedGuarantee[] {
  return guarantees.filter(({ guarantee }) => guarantee === 'writers');
}

/** How many schedules were run, by who wrote at once. */
export type SchedulesAt = { readonly [L in Level]?: number };

/** Who may write at once, level by level, as far as nothing refuted it. Whoever is refuted at a level is at those above it. */
export function writersGuarantees(report: Report, schedulesAt: SchedulesAt): ProbedGuarantee[] {
  const guarantees: ProbedGuarantee[] = [];
  for (const level of LEVELS) {
    const below = guarantees.at(-1);
    const own = atLevel(level, report, schedulesAt[level] ?? 0);
    guarantees.push(below?.outcome === 'refuted' ? settledBelow(below, own) : own);
  }
  return guarantees;
}

/** The highest level that was tried and not refuted, with all below it; `undefined` if not even one instance is. */
export function strongestWriters(guarantees: readonly ProbedGuarantee[]): Level | undefined {
  const end = guarantees.findIndex(({ outcome }) => outcome !== 'not-refuted');
  return guarantees[(end === -1 ? guarantees.length : end) - 1]?.writers;
}

function atLevel(level: Level, report: Report, schedules: number): ProbedGuarantee {
  const base = { guarantee: 'writers', writers: level, checked: schedules } as const;
  const applicable = requirementsOf(report);
  const failed = applicable.filter(({ verdict, counterexample }) => verdict === 'fail' && isAt(level, counterexample));
  const [first] = failed;
  if (first !== undefined) {
    const { counterexample, counterexampleFile } = first;
    return {
      ...base,
      outcome: 'refuted',
      ...(counterexample === undefined ? {} : { reason: counterexample.observed, counterexample }),
      ...(counterexampleFile === undefined ? {} : { counterexampleFile }),
      requirements: failed.map(({ id }) => id),
    };
  }
  if (applicable.length === 0) return { ...base, outcome: 'not-applicable', reason: 'it was not asked for', requirements: [] };
  const { survives, writers } = report.store.claims;
  // It is one of them: only stores are probed.
  if (LEVELS.indexOf(writers as Level) < LEVELS.indexOf(level)) {
    const reason = `what survives ${survives} is of no use to ${level.replace('-', ' ')}`;
    return { ...base, outcome: 'not-applicable', reason, requirements: [] };
  }
  const open = applicable.find(({ verdict }) => verdict !== 'pass' && verdict !== 'fail');
  if (open === undefined && schedules > 0) return { ...base, outcome: 'not-refuted', requirements: [] };
  const reason = open === undefined ? 'no clients came that far' : `${open.id}: ${open.reason ?? 'nothing was found out'}`;
  return { ...base, outcome: 'undecided', reason, requirements: [] };
}

/** The MUSTs of the suite that apply and were switched on. */
function requirementsOf({ requirements }: Report): RequirementReport[] {
  const ids = PATCH_REQUIREMENTS.filter(({ severity }) => severity === 'MUST').map(({ id }) => id);
  return requirements.filter(({ id, verdict }) => ids.includes(id) && verdict !== 'not-applicable' && verdict !== 'disabled');
}

function isAt(level: Level, counterexample: Counterexample | undefined): boolean {
  return counterexample !== undefined && isRace(counterexample) && levelOf(counterexample.program) === level;
}

function isRace(counterexample: Counterexample): counterexample is Counterexample & ConcurrentPatchCore {
  return counterexample.scenario === 'concurrent-patch';
}

/** What fewer writers break, more of them do. What they break besides is told. */
function settledBelow(below: ProbedGuarantee, own: ProbedGuarantee): ProbedGuarantee {
  if (own.outcome === 'refuted') return own;
  const { requirements, writers } = below;
  const enough = writers === 'one-instance' ? 'one instance is enough' : 'instances of one process are enough';
  const reason = below.counterexample === undefined ? (below.reason ?? enough) : enough;
  return { ...own, outcome: 'refuted', reason, requirements };
}

interface WritersNotesContext {
  readonly declared: ResolvedClaims;
  readonly survives: Survival | undefined;
  readonly writers: readonly ProbedGuarantee[];
}

/** What has to be known of the claim, a sentence each. */
export function writersNotes({ declared, survives, writers }: WritersNotesContext): string[] {
  const [one] = writers;
  const notes: string[] = [];
  const strongest = strongestWriters(writers);
  if (declared.patch === 'read-modify-write' && one?.outcome !== 'not-applicable') {
    notes.push(
      "Patches are done by the store's caller (patch: 'read-modify-write'): who patches a session that another one patches may lose an update, and nobody is told.",
    );
  }
  if (strongest !== undefined && survives !== undefined) {
    const allowed = assumedClaims(declared, { survives, writers: strongest }).writers;
    if (allowed !== strongest)
      notes.push(`Nothing refuted writers: '${strongest}'; it cannot be claimed of a store that survives ${survives}.`);
  }
  if (one?.outcome === 'refuted') notes.push(evenOne(one));
  return notes;
}

/** No value of `writers` excuses what goes wrong in one instance. That patches are the caller's affair may. */
function evenOne({ requirements }: ProbedGuarantee): string {
  const excused = PATCH_REQUIREMENTS.filter(({ notApplicable }) => notApplicable === needsNativePatch).map(({ id }) => id);
  return requirements.every((id) => excused.includes(id))
    ? `Only a store whose patches are done by its caller (patch: 'read-modify-write') need not keep ${requirements.join(', ')}.`
    : `Even a store that one instance alone writes has to keep ${requirements.join(', ')}; this one does not.`;
}
