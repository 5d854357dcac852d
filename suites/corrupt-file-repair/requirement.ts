import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { StoreRequirement } from '../../harness/suite/store-requirement.ts';
import type { DamageCase, SessionFile } from './damage-case.ts';
import type { Deviation } from './deviation.ts';
import { isOfSession } from './what-shows.ts';

/** A requirement of corrupt-file-repair: its text, when it applies, and the check. */
export interface RepairRequirement extends StoreRequirement {
  /** Why nothing put a store with these files to the test, and nothing could; `undefined` where something should have. */
  untestable?(files: readonly SessionFile[]): string | undefined;
  /** Whether a damage puts it to the test. */
  concerns(damageCase: DamageCase): boolean;
  /** The check: whether this deviation breaks it. */
  isBrokenBy(deviation: Deviation): boolean;
}

export const survivesNothing = ({ survives }: ResolvedClaims): string | undefined =>
  survives === 'nothing' ? "the store claims to survive nothing (claims.survives: 'nothing'), so it keeps no files" : undefined;

/** Damages of the session's own files, and none that a crash could have done. */
export const isDamage = ({ damage, wasSo }: DamageCase): boolean => isOfSession(damage) && !wasSo;
