import type { Level } from './level.ts';
import type { Loss } from './loss.ts';

export type Severity = 'MUST' | 'SHOULD';

/** What a requirement came to. Only `fail` accuses the store; see docs/verdicts.md. */
export type Verdict =
  | 'pass'
  | 'fail'
  | 'not-testable'
  | 'not-applicable'
  | 'disabled'
  | 'expected-fail'
  | 'flaky'
  | 'harness-error';

/** What every requirement of every suite has; suites add the check itself. */
export interface RequirementText {
  /** Stable: `CRASH-4`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Absent: its suite's. */
  readonly level?: Level;
  /** Absent: its suite's. */
  readonly loss?: Loss;
  /** The claim or operation without which it is not applicable, in words; absent where it always applies. */
  readonly needs?: string;
  /** Where it comes from: incidents by name, papers, issue numbers. */
  readonly origin: string;
  /** A paragraph or two for `crashworthy explain`: what goes wrong, what a store has to do. */
  readonly explanation: string;
  /** Names of the defects that fail it (`defect:<name>`). */
  readonly defects: readonly string[];
}
