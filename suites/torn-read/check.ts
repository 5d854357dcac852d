import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Deviation } from './deviation.ts';
import { deviationsOf } from './deviations.ts';
import type { ReadingCase } from './reading-case.ts';
import type { TornRequirement } from './requirement.ts';

/** Evidence that a requirement is broken: the reader, and what was wrong with what it saw. */
export interface TornEvidence {
  readonly requirement: TornRequirement;
  readonly readingCase: ReadingCase;
  readonly deviation: Deviation;
}

/** Puts one reader before the requirements: the first deviation that breaks each. Pure. */
export function checkReading(
  readingCase: ReadingCase,
  requirements: readonly TornRequirement[],
  claims: ResolvedClaims,
): TornEvidence[] {
  if (readingCase.undecided !== undefined) return [];
  const concerned = requirements.filter((requirement) => requirement.concerns(readingCase));
  if (concerned.length === 0) return [];
  const deviations = deviationsOf(readingCase, claims);
  return concerned.flatMap((requirement) => {
    const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
    return deviation === undefined ? [] : [{ requirement, readingCase, deviation }];
  });
}
