import type { RegistryDeviation } from '../../harness/model/registry/deviation.ts';
import type { RegistryOperation } from '../../harness/model/registry/operation.ts';

/** What makes a failure of this suite happen again, and what it was. Plain data. */
export interface TruthCore {
  readonly scenario: 'ground-truth';
  readonly operations: RegistryOperation[];
  readonly expected: string;
  readonly observed: string;
}

export interface FoundDeviation {
  readonly operations: readonly RegistryOperation[];
  readonly deviation: RegistryDeviation;
}

export function coreOfTruth({ operations, deviation }: FoundDeviation): TruthCore {
  return { scenario: 'ground-truth', operations: [...operations], ...describeDeviation(deviation) };
}

/** One sentence each for what had to be and what was. */
export function describeDeviation({ expected, found }: RegistryDeviation): { expected: string; observed: string } {
  return { expected: sentence(expected), observed: sentence(found) };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
