import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { OptionalMethod } from '../../harness/contract/session-store.ts';
import type { CrashCase } from '../../harness/crash/explore.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { RequirementText } from '../../harness/verdict/requirement.ts';
import type { Deviation } from './deviation.ts';

/** A requirement of crash-injection: its text, when it applies, and the check. */
export interface CrashRequirement extends RequirementText {
  /** Why the requirement does not apply to a store with these claims and operations; `undefined` where it does. */
  notApplicable(claims: ResolvedClaims, capabilities: Capabilities): string | undefined;
  /** Whether a crash puts it to the test; a requirement that no crash concerned is not-testable. Absent: every crash does. */
  concerns?(crashCase: CrashCase): boolean;
  /** The check: whether this deviation breaks it. */
  isBrokenBy(deviation: Deviation, crashCase: CrashCase): boolean;
}

export const survivesNothing = (claims: ResolvedClaims): string | undefined =>
  claims.survives === 'nothing' ? "the store claims to survive nothing (claims.survives: 'nothing')" : undefined;

export const always = (): undefined => undefined;

export const needsMethod =
  (method: OptionalMethod): CrashRequirement['notApplicable'] =>
  (claims, { methods }) =>
    survivesNothing(claims) ?? (methods.includes(method) ? undefined : `the store has no ${method}`);
