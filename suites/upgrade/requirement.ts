import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { StoreRequirement } from '../../harness/suite/store-requirement.ts';
import type { Deviation } from './deviation.ts';
import type { TrialKind } from './trial.ts';

/** A requirement of upgrade: its text, when it applies, and the check. */
export interface UpgradeRequirement extends StoreRequirement {
  /** What puts it to the test. */
  readonly triedBy: readonly TrialKind[];
  /** The check: whether this deviation of a trial breaks it. */
  isBrokenBy(deviation: Deviation): boolean;
  /** Why it could not be tried, where nothing put it to the test. */
  readonly untried: string;
  /** Why it does not apply where neither a version number was found nor anything else put it to the test; absent where it needs none. */
  readonly withoutNumber?: string;
}

export const NO_NUMBER = 'no file of the store has a version number';
export const CHECKED = 'a checksum may be over the version number, so that to change it is to damage the file';
export const USELESS_OLDER = 'the older versions that the adapter brings do not open, or do not keep what they are told';

export function survivesNothing({ survives }: ResolvedClaims): string | undefined {
  return survives === 'nothing' ? "the store claims to survive nothing (claims.survives: 'nothing')" : undefined;
}

/** Of stores whose adapter brings an older version along. */
export function needsOlder(claims: ResolvedClaims, { older = [] }: Capabilities): string | undefined {
  return survivesNothing(claims) ?? (older.length > 0 ? undefined : 'the adapter brings no older version of the store (`older`)');
}

/** And of those where that is code, which can be told something. */
export function needsOlderCode(claims: ResolvedClaims, capabilities: Capabilities): string | undefined {
  const { older = [] } = capabilities;
  const asFiles = older.every(({ sessions }) => sessions !== undefined);
  return (
    needsOlder(claims, capabilities) ?? (asFiles ? 'the adapter brings older versions as files alone, not as code' : undefined)
  );
}
