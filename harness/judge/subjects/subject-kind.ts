import type { JudgedPackage } from '../../contract/adapter.ts';
import type { Claims } from '../../contract/claims.ts';
import type { PreflightCheck } from '../../host/preflight.ts';
import type { SimulatedHost } from '../../host/simulated/simulated-host.ts';
import type { Subject } from '../../suite/subject.ts';
import type { FoundBy } from '../../suite/suite.ts';
import type { Finding, ReportedClaims } from '../../verdict/report.ts';
import type { Lacks } from '../applying.ts';

/** An adapter of whatever kind, as far as all are alike. */
export interface AnyAdapter {
  readonly name: string;
  readonly package?: JudgedPackage;
}

/** How one kind of subject is loaded and made ready to be judged. */
export interface SubjectKind<A extends AnyAdapter = AnyAdapter> {
  readonly kind: Subject['kind'];
  /** Whether a module's default export means to be an adapter of this kind. */
  recognises(value: unknown): boolean;
  /** The same value as an adapter. @throws {Failure} where it is none. */
  validate(value: unknown, source: string): A;
  /** What it claims; with `assume`, as if it claimed this too. */
  claimsOf(adapter: A, assume?: Partial<Claims>): ReportedClaims;
  /** Uses it without anything going wrong. Only what passes can be judged. */
  prepare(host: SimulatedHost, adapter: A, assume?: Partial<Claims>): Promise<Prepared>;
  /** The subject as a counterexample is to be replayed on it; by default as it is. */
  heldAgainst?(subject: Subject, found: FoundBy, notApplicable: { readonly [id: string]: string }): Subject;
}

export type Prepared =
  | {
      readonly ok: true;
      readonly subject: Subject;
      readonly operations: readonly string[];
      readonly checks: readonly PreflightCheck[];
      readonly findings: readonly Finding[];
      readonly lacks: Lacks;
      /** Why it lacks `round-trips`, if it does. */
      readonly broken?: { readonly code: string; readonly message: string; readonly hint: string };
    }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly hint: string };
