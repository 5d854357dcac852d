import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Crash, CrashCase } from '../../harness/crash/explore.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Deviation } from './deviation.ts';
import { deviationsOf } from './deviations.ts';
import { findLock } from './find-lock.ts';
import { hasHung } from './hang.ts';
import { type CrashRequirement, judges } from './requirement.ts';

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
  crash: Crash<Image>,
  requirements: readonly CrashRequirement[],
  { host, claims, believeHangs = host.abilities.has('virtual-time') }: CheckContext<Image>,
): Promise<Evidence[]> {
  if (!believeHangs && hasHung(crash.recovery)) return [];
  const options = { survivesNothing: claims.survives === 'nothing' };
  let crashCase = crash;
  let deviations = deviationsOf(crash, options);
  if (deviations.length === 0) return [];
  const atInvocation = await crash.lookBack?.();
  if (atInvocation !== undefined) {
    crashCase = { ...crash, atInvocation };
    deviations = deviationsOf(crashCase, options);
  }
  const { model } = crashCase;
  if (requirements.some(({ id }) => id === 'CRASH-12')) deviations.push(...(await findLock(host, crashCase, deviations)));
  return requirements.flatMap((requirement) => {
    if (!judges(requirement, model)) return [];
    const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate, crashCase));
    return deviation === undefined ? [] : [{ requirement, crashCase, deviation }];
  });
}
