import type { ResolvedClaims } from '../contract/claims.ts';
import type { Counterexample, PersistenceModelName } from './counterexample.ts';
import type { Effort, Finding, Report, Statistics } from './report.ts';

/** What a store may guarantee. `flush`: what was flushed survives. `writers`: several may write at once. */
export const GUARANTEES = ['process-kill', 'power-loss', 'flush', 'writers', 'readers'] as const;
export type Guarantee = (typeof GUARANTEES)[number];

/**
 * `refuted`: there is a counterexample. `not-refuted`: none was found, which is no proof. `undecided`: it was tried, and nothing can be said;
 * the reason says why. `not-tried`: this version cannot. `not-applicable`: the store does not have what it is about.
 */
export const PROBE_OUTCOMES = ['refuted', 'not-refuted', 'undecided', 'not-tried', 'not-applicable'] as const;
export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];

/** What one guarantee came to: where it depends on the file system, under one persistence model; of writers, on one level of them. */
export interface ProbedGuarantee {
  guarantee: Guarantee;
  model?: PersistenceModelName;
  /** Who writes at once, as in the claim of that name. */
  writers?: ResolvedClaims['writers'];
  outcome: ProbeOutcome;
  /** One line: what was seen, or why there is nothing to see. */
  reason?: string;
  /** How many crash images were looked at; of writers, schedules; of readers, readers. */
  checked: number;
  /** Ids of the requirements that refute it. */
  requirements: string[];
  counterexample?: Counterexample;
  /** Where it was written, relative to the working directory. */
  counterexampleFile?: string;
}

/** What `crashworthy probe` found out; its JSON is `schema/probe.schema.json`. Accuses nobody: nothing of it need be claimed. */
export interface ProbeReport {
  schemaVersion: 2;
  crashworthy: string;
  specification: 1;
  store: Omit<Report['store'], 'claims'> & { claims: ResolvedClaims };
  effort: Effort;
  seed: number;
  /** The persistence models that were tried. */
  models: PersistenceModelName[];
  node: string;
  platform: string;
  /** In the order of `GUARANTEES`, those by model in the order of the models, writers from one instance on. */
  guarantees: ProbedGuarantee[];
  /** The adapter's claims, with the strongest survival and the most writers that nothing refuted; absent where nothing can be said. */
  strongest?: ResolvedClaims;
  /** What has to be known to use them, a sentence each. */
  notes: string[];
  findings: Finding[];
  statistics: Statistics;
  interrupted: boolean;
  /** The only part in which two probes of the same version, seed and store differ. */
  times: Report['times'];
}
