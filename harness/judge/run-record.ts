import type { JudgedPackage } from '../contract/adapter.ts';
import type { Blame } from '../contract/failure.ts';
import type { ProgramCommand } from '../host/stdio/program.ts';
import type { FailureCore } from '../suite/failure-core.ts';
import type { SuiteTally } from '../suite/suite.ts';
import type { Confirmation, PersistenceModelName, Timeline } from '../verdict/counterexample.ts';
import type { Replay } from '../verdict/replay.ts';
import type { Finding, ReportedClaims, Statistics } from '../verdict/report.ts';

/** A failure, and what running it again showed. */
export interface FoundFailure {
  readonly requirement: string;
  readonly core: FailureCore;
  /** From the fresh worker; absent until it has run. */
  replay?: Replay;
  /** What it was like moment by moment, where somebody looked. */
  timeline?: Timeline;
  readonly confirmations: Confirmation[];
}

/** What is known of a run, wherever it ran and however it ended: the raw material of the report. */
export interface RunRecord {
  store?: { kind: string; name: string; package?: JudgedPackage; claims: ReportedClaims; declared?: ReportedClaims };
  operations: string[];
  notApplicable: { [requirement: string]: string };
  /** Why requirements that apply cannot be judged where the store ran. */
  notTestable: { [requirement: string]: string };
  /** Why power loss could not be tried, though it was asked for. */
  powerLossUntried?: string;
  checked: { [requirement: string]: number };
  checkedUnder: NonNullable<SuiteTally['checkedUnder']>;
  /** What suites keep for what they tell of guarantees. */
  details: { readonly [suite: string]: unknown };
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
  error?: { code: string; message: string; hint?: string; blame: Blame; stack?: string; program?: ProgramCommand };
}

export function emptyRecord(): RunRecord {
  return {
    operations: [],
    notApplicable: {},
    notTestable: {},
    checked: {},
    checkedUnder: {},
    details: {},
    failures: [],
    observed: [],
    observedUnder: {},
    findings: [],
    statistics: {},
    finished: false,
    interrupted: false,
  };
}
