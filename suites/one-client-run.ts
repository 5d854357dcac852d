import type { ResolvedClaims } from '../harness/contract/claims.ts';
import type { Host } from '../harness/host/host.ts';
import type { Capabilities } from '../harness/model/capabilities.ts';
import type { Effort } from '../harness/model/effort.ts';
import type { Operation } from '../harness/model/operation.ts';
import type { FailureCore } from '../harness/suite/failure-core.ts';
import type { SuiteEvent, Trial } from '../harness/suite/suite.ts';
import type { Finding } from '../harness/verdict/report.ts';

/** What a suite needs that runs one client at a time. */
export interface OneClientContext<Image, Requirement> {
  readonly host: Host<Image>;
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
  readonly effort: Effort;
  readonly seed: number;
  /** Those that apply and are switched on. */
  readonly requirements: readonly Requirement[];
  /** Told before a workload is run, so that a store that never gives control back can be pinned on it. */
  readonly onPlace?: (operations: readonly Operation[], trial?: Trial) => void;
  /** See `SuiteContext.endless`. */
  readonly endless: readonly Trial[];
}

/** What was done so far. */
export interface OneClientStatistics {
  /** Operation sequences that were run. */
  readonly workloads: number;
  /** Lives of the store, shrinking not counted. */
  readonly lives: number;
  /** Different damages of files that were tried. */
  readonly damages?: number;
  /** Failures of the disk that were tried. */
  readonly faults?: number;
  /** Ids and payloads that were tried. */
  readonly identities?: number;
}

export interface OneClientTally {
  /** How many cases put each requirement to the test. */
  readonly checked: { readonly [requirement: string]: number };
  readonly statistics: OneClientStatistics;
}

/** What such a suite tells. `Core`: what makes a failure happen again. */
export type OneClientEvent<Core> =
  | ({ readonly type: 'progress' | 'done'; readonly totalWorkloads: number } & OneClientTally)
  | { readonly type: 'failure'; readonly requirement: string; readonly core: Core }
  | { readonly type: 'finding'; readonly finding: Finding }
  /** That a requirement does not apply showed only when it was tried. */
  | { readonly type: 'not-applicable'; readonly requirement: string; readonly reason: string }
  /** It applies, and nothing sound can be said of it where the store runs. */
  | { readonly type: 'not-testable'; readonly requirement: string; readonly reason: string };

/** The same, as the suite's value tells it. */
export function eventOfOneClient<Core extends FailureCore>(event: OneClientEvent<Core>): SuiteEvent {
  if (!('checked' in event)) return event;
  const { type, totalWorkloads, checked, statistics } = event;
  // How often a store lived is of interest to nobody outside.
  const { lives: _, ...tallies } = statistics;
  return { type, totalWorkloads, checked, tallies };
}
