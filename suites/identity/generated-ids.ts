import fc from 'fast-check';
import { asArbitrary } from '../../harness/arbitraries/fast-check.ts';
import { type IdPair, idArbitraries, staysInside } from '../../harness/arbitraries/ids.ts';

const { pair } = idArbitraries(fc);

/** Pairs of different ids, the second as a sanitiser would leave the first. Equal seeds, equal pairs. */
export function generatedPairs(count: number, seed: number): IdPair[] {
  const pairs = fc.sample(asArbitrary(pair), { numRuns: 3 * count, seed });
  const known = new Set<string>();
  return pairs
    .filter((candidate) => {
      const name = JSON.stringify(candidate);
      const fresh = !known.has(name) && candidate[0] !== candidate[1] && candidate.every(staysInside);
      known.add(name);
      return fresh;
    })
    .slice(0, count);
}
