import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { OptionalMethod } from '../../harness/contract/session-store.ts';
import type { CrashCase } from '../../harness/crash/explore.ts';
import type { Ability } from '../../harness/host/ability.ts';
import type { StoreRequirement } from '../../harness/suite/store-requirement.ts';
import type { PersistenceModelName } from '../../harness/verdict/counterexample.ts';
import type { Deviation } from './deviation.ts';

/** A requirement of crash-injection: its text, when it applies, and the check. */
export interface CrashRequirement extends StoreRequirement {
  /** About what one client alone has to expect of any crash: where that does not hold, crashes in company tell nothing. */
  readonly basic?: true;
  /** The crashes that it is about: those of the process, those of the power, or any. */
  readonly under: 'process-kill' | 'power-loss' | 'any-crash';
  /** Whether a crash puts it to the test; a requirement that no crash concerned is not-testable. Absent: every crash does. */
  concerns?(crashCase: CrashCase): boolean;
  /** The check: whether this deviation breaks it. */
  isBrokenBy(deviation: Deviation, crashCase: CrashCase): boolean;
}

/** Whether a crash under this model is one that the requirement is about. */
export function judges({ under }: Pick<CrashRequirement, 'under'>, model: PersistenceModelName): boolean {
  return under === 'any-crash' || (under === 'process-kill') === (model === 'process-kill');
}

/** What says what is wrong with a store that loses what it was given although nothing crashed. */
export const WITHOUT_ROUND_TRIP: readonly Ability[] = ['isolates-modules', 'sees-changes'];

export const survivesNothing = (claims: ResolvedClaims): string | undefined =>
  claims.survives === 'nothing' ? "the store claims to survive nothing (claims.survives: 'nothing')" : undefined;

export const survivesNoPowerLoss = (claims: ResolvedClaims): string | undefined =>
  claims.survives === 'power-loss' ? undefined : "the store does not claim to survive power loss (claims.survives: 'power-loss')";

export const always = (): undefined => undefined;

export const needsMethod =
  (method: OptionalMethod): CrashRequirement['notApplicable'] =>
  (claims, { methods }) =>
    survivesNothing(claims) ?? (methods.includes(method) ? undefined : `the store has no ${method}`);
