import type { Claims, ResolvedClaims } from '../contract/claims.ts';
import type { PersistenceModelName } from '../verdict/counterexample.ts';
import type { Guarantee, ProbedGuarantee } from '../verdict/probe-report.ts';
import type { ModelReport, Report, RequirementReport } from '../verdict/report.ts';

/** What a suite knows of guarantees that a store might claim. */
export interface SuiteProbe {
  /** What its verdicts come to. Pure. */
  guarantees(run: ProbedRun): ProbedGuarantee[];
  /** The strongest claims of its kind that the guarantees leave standing; `undefined` where nothing can be said. */
  strongest?(guarantees: readonly ProbedGuarantee[]): Partial<Claims> | undefined;
  /** What has to be known to use them, a sentence each. */
  notes?(context: ProbeNotesContext): string[];
}

/** What a run under the strongest claims came to, and what it is to be read with. */
export interface ProbedRun {
  /** Of a run in which the store was judged as if it claimed to survive power loss. */
  readonly report: Report;
  /** What the adapter itself claims. */
  readonly declared: ResolvedClaims;
  /** `SuiteTally.details` of each suite, by its name. */
  readonly details: { readonly [suite: string]: unknown };
  /** Set where the store is not the same after closing and opening again: then the report is of a run that assumed nothing. */
  readonly notReopened?: string;
}

export interface ProbeNotesContext extends ProbedRun {
  /** Of all suites. */
  readonly guarantees: readonly ProbedGuarantee[];
  /** Of all suites together, as far as anything can be said. */
  readonly strongest: Partial<Claims> | undefined;
}

/** A verdict on a requirement under one model. */
export interface UnderModel extends ModelReport {
  readonly id: string;
  readonly reason: string | undefined;
}

/** What a requirement that is about no models came to, as if it were about one. */
export function underModel(model: PersistenceModelName, requirement: RequirementReport): UnderModel {
  const { id, reason, verdict, checked } = requirement;
  const under: ModelReport = { model, checked, verdict: verdict === 'pass' || verdict === 'fail' ? verdict : 'not-testable' };
  return { ...under, id, reason, ...evidenceOf(under, requirement) };
}

/** The counterexample of a failure under a model: its own, or else the requirement's. */
export function evidenceOf(
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

/** A guarantee by the verdicts of the requirements that it rests on. */
export function guaranteeOf(guarantee: Guarantee, verdicts: readonly UnderModel[]): ProbedGuarantee {
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
