import type { Problem } from '../../harness/host/problem.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';

/**
 * One way in which a recovered store differs from every legal one. The requirements are predicates over these; one deviation may
 * break several of them.
 */
export type Deviation =
  /** The store did not open, or died while it was looked at. */
  | { readonly kind: 'unopenable'; readonly problem: Problem }
  /** An operation that had to survive did not: the session is gone, unreadable, or in a state from before it. */
  | SessionDeviation<'lost'>
  /** The session is in no state that any prefix of its operations leads to, though what had to survive is there. */
  | SessionDeviation<'partial'>
  /** Some records of a group are there, and not all. */
  | SessionDeviation<'torn-group'>
  /** A later operation survived and an earlier one did not. */
  | SessionDeviation<'hole'>
  /** A deleted session is back. */
  | SessionDeviation<'resurrected'>
  /** `list` shows a session that nobody created. */
  | { readonly kind: 'phantom'; readonly session: string }
  /** `list` names a session more than once. */
  | { readonly kind: 'listed-twice'; readonly session: string }
  /** The write after recovery failed. */
  | { readonly kind: 'write-failed'; readonly what: string; readonly problem: Problem }
  /** The write after recovery, or what was there before it, was gone at the next opening. */
  | {
      readonly kind: 'write-lost';
      readonly session: string;
      readonly deleted?: boolean;
      readonly expected: string;
      readonly found: string;
    }
  /** Recovering twice gave two different states. */
  | { readonly kind: 'unstable'; readonly session: string; readonly first: string; readonly second: string }
  /** A crash during recovery did damage that the first crash had not done. */
  | {
      readonly kind: 'recovery-crash';
      readonly point: CrashPoint;
      readonly session?: string;
      readonly view?: string;
      readonly expected: string;
      readonly found: string;
    }
  /** Files or directories left by crashes pile up. */
  | {
      readonly kind: 'debris';
      readonly rounds: number;
      readonly before: number;
      readonly after: number;
      readonly sample: readonly string[];
    }
  /** The problem of an `unopenable` or `write-failed` is gone once this file, which holds no session data, is removed. */
  | { readonly kind: 'blocked'; readonly lock: string; readonly problem: Problem };

export interface SessionDeviation<Kind extends string> {
  readonly kind: Kind;
  readonly session: string;
  /** `read`, `list` or the name of a view. */
  readonly view: string;
  readonly expected: string;
  readonly found: string;
  /** Index of the operation on this session that was in flight. */
  readonly inFlight: number | undefined;
  /** Another operation was in flight, and this session was whole when that one was invoked. */
  readonly bystander: boolean;
  /** The session was legal when the operation in flight was invoked: that operation did the damage. False also where none was in flight. */
  readonly sinceInvocation: boolean;
  /** What was lost had been flushed. */
  readonly flushed: boolean;
  /** The session could be read, and is in a state that it was in at some time: too old perhaps, but neither torn nor mixed. */
  readonly whole: boolean;
}
