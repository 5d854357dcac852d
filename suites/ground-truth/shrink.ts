import type { RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import { assess } from './assess.ts';
import type { FoundDeviation } from './counterexample-core.ts';
import type { TruthRequirement } from './requirement.ts';
import { smallerRuns } from './smaller-runs.ts';

const MOST_ATTEMPTS = 300;

/** The smallest run that can be found which breaks the same requirement. Deterministic. */
export async function shrinkTruth<Image>(
  subject: RegistrySubject<Image>,
  found: FoundDeviation,
  requirement: TruthRequirement,
): Promise<FoundDeviation> {
  let best = found;
  let attempts = 0;
  for (let improved = true; improved; ) {
    improved = false;
    for (const operations of smallerRuns(best.operations)) {
      if (attempts++ >= MOST_ATTEMPTS) return best;
      const smaller = await breaks(subject, operations, requirement);
      if (smaller === undefined) continue;
      best = smaller;
      improved = true;
      break;
    }
  }
  return best;
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
