import type { PoolProgram } from '../../harness/model/pool/command.ts';
import { smallerPrograms } from '../../harness/model/pool/smaller-programs.ts';
import { shrink } from '../shrink.ts';
import type { PoolDeviation } from './requirement.ts';

export interface FoundProgram {
  readonly program: PoolProgram;
  readonly deviation: PoolDeviation;
}

const MOST_ATTEMPTS = 400;

/** The smallest program that can be found for which `deviationOf` still gives something. Deterministic. */
export function shrinkProgram(
  found: FoundProgram,
  deviationOf: (program: PoolProgram) => Promise<PoolDeviation | undefined>,
): Promise<FoundProgram> {
  const fails = async (program: PoolProgram): Promise<FoundProgram | undefined> => {
    const deviation = await deviationOf(program);
    return deviation === undefined ? undefined : { program, deviation };
  };
  return shrink(found, ({ program }) => smallerPrograms(program), fails, MOST_ATTEMPTS);
}
