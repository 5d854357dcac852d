import type { RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import { shrink } from '../shrink.ts';
import { assess } from './assess.ts';
import type { FoundDeviation } from './counterexample-core.ts';
import type { TruthRequirement } from './requirement.ts';
import { smallerRuns } from './smaller-runs.ts';

const MOST_ATTEMPTS = 300;

/** The smallest run that can be found which breaks the same requirement. Deterministic. */
export function shrinkTruth<Image>(
  subject: RegistrySubject<Image>,
  found: FoundDeviation,
  requirement: TruthRequirement,
): Promise<FoundDeviation> {
  const fails = (operations: readonly RegistryOperation[]) => breaks(subject, operations, requirement);
  return shrink(found, ({ operations }) => smallerRuns(operations), fails, MOST_ATTEMPTS);
}

async function breaks<Image>(
  subject: RegistrySubject<Image>,
  operations: readonly RegistryOperation[],
  requirement: TruthRequirement,
): Promise<FoundDeviation | undefined> {
  const { deviations } = await assess(subject, operations);
  const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
  return deviation === undefined ? undefined : { operations, deviation };
}
