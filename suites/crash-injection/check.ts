import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Crash, CrashCase } from '../../harness/crash/explore.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Deviation } from './deviation.ts';
import { deviationsOf } from './deviations.ts';
import { findLock } from './find-lock.ts';
import { hasHung } from './hang.ts';
import type { CrashRequirement } from './requirement.ts';

/** Evidence that a requirement is broken: the crash, and what was wrong after it. */
export interface Evidence {
  readonly requirement: CrashRequirement;
  readonly crashCase: CrashCase;
  readonly deviation: Deviation;
}

export interface CheckContext<Image> {
  readonly host: Host<Image>;
  readonly claims: ResolvedClaims;
  /** Take what has not come back in real time for something that never will. Only where that is what is being asked. */
  readonly believeHangs?: boolean;
}

/** Puts one crash before the requirements: the first deviation that breaks each. */
export async function check<Image>(
  crashCase: Crash<Image>,
  requirements: readonly CrashRequirement[],
  { host, claims, believeHangs = host.virtualTime }: CheckContext<Image>,
): Promise<Evidence[]> {
  if (!believeHangs && hasHung(crashCase.recovery)) return [];
  const deviations = deviationsOf(crashCase, { survivesNothing: claims.survives === 'nothing' });
  if (deviations.length === 0) return [];
  if (requirements.some(({ id }) => id === 'CRASH-12')) deviations.push(...(await findLock(host, crashCase, deviations)));
  return requirements.flatMap((requirement) => {
    const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate, crashCase));
    return deviation === undefined ? [] : [{ requirement, crashCase, deviation }];
  });
}
