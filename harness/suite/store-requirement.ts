import type { ResolvedClaims } from '../contract/claims.ts';
import type { Ability } from '../host/ability.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { RequirementText } from '../verdict/requirement.ts';
import type { StoreSubject } from './subject.ts';
import type { SuiteRequirement } from './suite.ts';

/** A requirement of stores: its text, and when it applies. */
export interface StoreRequirement extends RequirementText {
  /** Why the requirement does not apply to a store with these claims and operations; `undefined` where it does. */
  notApplicable(claims: ResolvedClaims, capabilities: Capabilities): string | undefined;
  /** What it needs of a host, where that is not what its suite needs. */
  readonly abilities?: readonly Ability[];
}

/** The same, as the suite's value has it. */
export function ofStores(requirements: readonly StoreRequirement[]): SuiteRequirement<StoreSubject>[] {
  return requirements.map((requirement) => ({
    ...requirement,
    notApplicable: ({ claims, capabilities }) => requirement.notApplicable(claims, capabilities),
  }));
}

/** Those of a suite's requirements that are to be judged. */
export function wanted<R extends { readonly id: string }>(requirements: readonly R[], ids: readonly string[]): R[] {
  return requirements.filter(({ id }) => ids.includes(id));
}
