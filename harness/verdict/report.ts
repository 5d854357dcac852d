import type { ResolvedClaims } from '../contract/claims.ts';
import type { Effort } from '../model/effort.ts';
import type { Counterexample, HostName, PersistenceModelName } from './counterexample.ts';
import type { Level } from './level.ts';
import type { Loss } from './loss.ts';
import type { Severity, Verdict } from './requirement.ts';

export type { Effort };

/**
 * `conforms`: every requirement that applies passed (SHOULDs may have failed: warnings). `broken`: a MUST failed, or the store
 * misbehaved. `incomplete`: neither, but a MUST that applies could not be tested or decided, which accuses nobody. `stale-baseline`: no more
 * is wrong than the baseline lists, and it lists what does not fail. `harness-error`:
 * something broke on our side. `interrupted`: stopped by the user.
 */
export type OverallVerdict = 'conforms' | 'broken' | 'incomplete' | 'harness-error' | 'stale-baseline' | 'interrupted';

export interface RequirementReport {
  id: string;
  suite: string;
  title: string;
  severity: Severity;
  level: Level;
  /** When a user loses what it guards. */
  loss: Loss;
  verdict: Verdict;
  /** Why, where the verdict is neither pass nor fail. */
  reason?: string;
  /** How many crash images (or whatever the suite counts) were checked against it. */
  checked: number;
  counterexample?: Counterexample;
  /** Where the counterexample was written, relative to the working directory. */
  counterexampleFile?: string;
  /** By persistence model, in their order, where it was judged under more than one. */
  models?: ModelReport[];
}

/** What a requirement came to under one persistence model. */
export interface ModelReport {
  model: PersistenceModelName;
  verdict: 'pass' | 'fail' | 'not-testable';
  /** How many crash images were checked. */
  checked: number;
  /** Where the requirement's own counterexample is not one under this model. */
  counterexample?: Counterexample;
  counterexampleFile?: string;
}

/** What a guarantee that the store does not claim came to. Accuses nobody. */
export interface Observation {
  guarantee: 'power-loss';
  model: PersistenceModelName;
  /** `undecided`: something went wrong and did not happen again in a fresh worker. */
  outcome: 'refuted' | 'not-refuted' | 'undecided' | 'not-tried';
  /** How many crash images were looked at. */
  checked: number;
  /** Of a refuted one. The same for all the models under which it is possible. */
  counterexample?: Counterexample;
}

/** Something that the run showed and that is no requirement's verdict. */
export interface Finding {
  /** Stable: `CW_OUTSIDE_WRITE`, `CW_STORE_EXITED`... listed in docs/errors.md. */
  code: string;
  /** `error` makes the verdict `broken`, `harness` makes it `harness-error`, `warning` and `note` leave it alone. */
  level: 'error' | 'harness' | 'warning' | 'note';
  message: string;
  hint?: string;
}

/** What a baseline came to: ids of requirements. */
export interface BaselineReport {
  /** As it was named. */
  file: string;
  /** Fail, and are expected to. */
  matched: string[];
  /** Do not fail. */
  stale: string[];
  /** Of entries whose day is over. */
  expired: string[];
}

/** What was claimed: a store's claims, or whatever another kind of subject claims. */
export type ReportedClaims = ResolvedClaims | { readonly [claim: string]: string | number | boolean };

export interface Report {
  schemaVersion: 2;
  crashworthy: string;
  specification: 1;
  /** What was judged. */
  store: {
    /** `store`, `served-store` (on a server), `pool` or `registry`. */
    kind: string;
    target: string;
    name: string;
    package?: { name: string; version?: string };
    claims: ReportedClaims;
    /** The operations that the store has, in the order of the contract. */
    operations: string[];
  };
  host: HostName;
  /** Those that were asked for; which of them a store is judged under depends on its claims. */
  models: PersistenceModelName[];
  effort: Effort;
  seed: number;
  /** Major version of Node that ran it: interleavings of fs calls differ between majors. */
  node: string;
  platform: string;
  verdict: OverallVerdict;
  /** That was asked for: what is above it was not judged. */
  level: Level;
  /** The highest that holds; absent where none does, or not all of it was tried. */
  holds?: Level;
  /** Whether requirements that could not be tested were to be put up with. It changes no verdict, only what an `incomplete` one leads to. */
  allowNotTestable: boolean;
  /** Which of the failures were known; absent where there is no baseline. */
  baseline?: BaselineReport;
  requirements: RequirementReport[];
  observations: Observation[];
  findings: Finding[];
  statistics: Statistics;
  /** Of a share of a run: what `crashworthy merge` needs of it. Its form belongs to this version. */
  shard?: unknown;
  /** The only part in which two runs of the same version, seed and store differ. */
  times: { startedAt: string; durationMs: number };
}

/** What each suite counted, by its name and by what it counted: `statistics['crash-injection'].images`. */
export interface Statistics {
  [suite: string]: { [tally: string]: number };
}
