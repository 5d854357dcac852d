import type { PoolProgram } from '../../harness/model/pool/command.ts';
import { smallerPrograms } from '../../harness/model/pool/smaller-programs.ts';
import type { PoolDeviation } from './requirement.ts';

export interface FoundProgram {
  readonly program: PoolProgram;
  readonly deviation: PoolDeviation;
}

const MOST_ATTEMPTS = 400;

/** The smallest program that can be found for which `deviationOf` still gives something. Deterministic. */
export async function shrinkProgram(
  found: FoundProgram,
  deviationOf: (program: PoolProgram) => Promise<PoolDeviation | undefined>,
): Promise<FoundProgram> {
  let best = found;
  let attempts = 0;
  for (let improved = true; improved && attempts < MOST_ATTEMPTS; ) {
    improved = false;
    for (const program of smallerPrograms(best.program)) {
      if (attempts++ >= MOST_ATTEMPTS) break;
      const deviation = await deviationOf(program);
      if (deviation === undefined) continue;
      best = { program, deviation };
      improved = true;
      break;
    }
  }
  return best;
}
