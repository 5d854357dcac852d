import type { Tally } from '../../suites/crash-injection/run.ts';
import type { JudgedPackage } from '../contract/adapter.ts';
import type { ResolvedClaims } from '../contract/claims.ts';
import type { Blame } from '../contract/failure.ts';
import type { Confirmation, PersistenceModelName } from '../verdict/counterexample.ts';
import type { Replay } from '../verdict/replay.ts';
import type { Finding, Statistics } from '../verdict/report.ts';
import type { FailureCore } from './suites.ts';

/** A failure, and what running it again showed. */
export interface FoundFailure {
  readonly requirement: string;
  readonly core: FailureCore;
  /** From the fresh worker; absent until it has run. */
  replay?: Replay;
  readonly confirmations: Confirmation[];
}

/** What is known of a run, wherever it ran and however it ended: the raw material of the report. */
export interface RunRecord {
  store?: { name: string; package?: JudgedPackage; claims: ResolvedClaims; declared?: ResolvedClaims };
  operations: string[];
  notApplicable: { [requirement: string]: string };
  /** Why requirements that apply cannot be judged where the store ran. */
  notTestable: { [requirement: string]: string };
  checked: { [requirement: string]: number };
  checkedUnder: Tally['checkedUnder'];
  /** How many schedules of concurrent clients were run, by who wrote at once. */
  schedulesAt: { readonly [W in ResolvedClaims['writers']]?: number };
  failures: FoundFailure[];
  /** Failures of what the store does not claim, and what was tried to find them, by model. */
  observed: FoundFailure[];
  observedUnder: { [M in PersistenceModelName]?: number };
  findings: Finding[];
  statistics: Statistics;
  /** Set when everything was tried that was to be tried. */
  finished: boolean;
  /** Why not, in words for the requirements that were not checked to the end. */
  endedEarly?: string;
  interrupted: boolean;
  /** The store cannot be judged at all, or something broke on our side. */
  error?: { code: string; message: string; hint?: string; blame: Blame; stack?: string };
}

const NOTHING_DONE: Statistics = {
  workloads: 0,
  images: 0,
  distinctImages: 0,
  recoveries: 0,
  readers: 0,
  schedules: 0,
  interleavings: 0,
  damages: 0,
  faults: 0,
  identities: 0,
};

export function emptyRecord(): RunRecord {
  return {
    operations: [],
    notApplicable: {},
    notTestable: {},
    checked: {},
    checkedUnder: {},
    schedulesAt: {},
    failures: [],
    observed: [],
    observedUnder: {},
    findings: [],
    statistics: NOTHING_DONE,
    finished: false,
    interrupted: false,
  };
}
