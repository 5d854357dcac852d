import type { Arbitrary } from 'fast-check';
import type { Operation } from '../model/operation.ts';
import { type DamageOptions, damageArbitrary, type FileDamage } from './damages.ts';
import { asArbitrary, type FastCheck } from './fast-check.ts';
import { type IdPair, idArbitraries, staysInside } from './ids.ts';
import { type OperationOptions, operationArbitrary } from './operations.ts';

/** For properties of your own about stores. Each gives a new arbitrary. */
export interface Arbitraries {
  /** Ids of sessions that are odd as names of files or keys; none leads out of its directory. */
  ids(): Arbitrary<string>;
  /** Two different ids, the second as something that sanitises, folds, normalises, cuts or hashes would leave the first. */
  idPairs(): Arbitrary<IdPair>;
  /** Well-formed sequences of operations. @throws {Failure} CW_ARBITRARY_OPTION. */
  operations(options: OperationOptions): Arbitrary<Operation[]>;
  /** What can happen to a file behind a store's back. @throws {Failure} CW_ARBITRARY_OPTION. */
  damages(options?: DamageOptions): Arbitrary<FileDamage>;
}

/**
 * Arbitraries of ids, operations and damages. Equal seeds give equal values and shrink equally.
 *
 * @param fc your own fast-check, of version 3 or 4: `import fc from 'fast-check'`. Types are those of 4.
 */
export function arbitraries(fc: FastCheck): Arbitraries {
  return {
    ids: () => asArbitrary(idArbitraries(fc).id.filter(staysInside)),
    idPairs: () => asArbitrary(idArbitraries(fc).pair.filter((pair) => pair[0] !== pair[1] && pair.every(staysInside))),
    operations: (options) => asArbitrary(operationArbitrary(fc, options)),
    damages: (options) => asArbitrary(damageArbitrary(fc, options)),
  };
}
