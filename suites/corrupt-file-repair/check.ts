import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { uncheckedDeviations } from './checksums.ts';
import type { DamageCase } from './damage-case.ts';
import { destructionDeviations, droppedDeviations } from './destruction.ts';
import type { Deviation } from './deviation.ts';
import { alteredDeviations } from './foreign-files.ts';
import { killedDeviations } from './killed-repairs.ts';
import { forgottenDeviations } from './later-writes.ts';
import { misplacedDeviations } from './misplaced-files.ts';
import { spreadDeviations } from './other-sessions.ts';
import type { RepairRequirement } from './requirement.ts';
import { silenceDeviations } from './silence.ts';
import { stabilityDeviations } from './stability.ts';
import { triedDeviations } from './tried-operations.ts';
import { viewDeviations } from './view-agreement.ts';
import { wholeDeviations } from './whole-files.ts';

/** Evidence that a requirement is broken: the damage, and what was wrong after it. */
export interface RepairEvidence {
  readonly requirement: RepairRequirement;
  readonly damageCase: DamageCase;
  readonly deviation: Deviation;
}

/** Puts one damage before the requirements: the first deviation that breaks each. Pure. */
export function checkDamage(
  damageCase: DamageCase,
  requirements: readonly RepairRequirement[],
  claims: ResolvedClaims,
): RepairEvidence[] {
  const deviations = deviationsOf(damageCase, claims);
  if (deviations.length === 0) return [];
  return requirements.flatMap((requirement) => {
    const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
    return deviation === undefined ? [] : [{ requirement, damageCase, deviation }];
  });
}

/** All the ways in which the store did wrong. Pure. */
export function deviationsOf(damageCase: DamageCase, { corruption }: Pick<ResolvedClaims, 'corruption'>): Deviation[] {
  // What a crash could have left is judged there, with what had been acknowledged: here nobody knows what was, but of what came after it.
  if (damageCase.wasSo) return forgottenDeviations(damageCase);
  return [
    ...silenceDeviations(damageCase, corruption === 'repair'),
    ...forgottenDeviations(damageCase),
    ...(corruption === undefined ? [] : [...misplacedDeviations(damageCase), ...uncheckedDeviations(damageCase)]),
    ...destructionDeviations(damageCase),
    ...viewDeviations(damageCase),
    ...spreadDeviations(damageCase),
    ...stabilityDeviations(damageCase),
    ...wholeDeviations(damageCase),
    ...triedDeviations(damageCase),
    ...killedDeviations(damageCase),
    ...alteredDeviations(damageCase),
    ...droppedDeviations(damageCase),
  ];
}
