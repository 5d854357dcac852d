import { Failure } from '../contract/failure.ts';
import { isStdioProgram } from '../contract/stdio-program.ts';
import type { GivenClaims } from '../verdict/given-claims.ts';

/**
 * What a target exports, as if it claimed this too, or instead. Whether these are claims, and such as can hold together, is seen by whoever validates it.
 *
 * @throws {Failure} CW_CLAIMS_PROGRAM of a program over stdio, which says itself what it claims.
 */
export function claiming(exported: unknown, claims: GivenClaims | undefined, shown: string): unknown {
  if (claims === undefined || typeof exported !== 'object' || exported === null) return exported;
  if (isStdioProgram(exported)) throw saysItself(shown);
  const own: unknown = 'claims' in exported ? exported.claims : undefined;
  const value = { ...(typeof own === 'object' ? own : {}), ...claims };
  const properties = { ...Object.getOwnPropertyDescriptors(exported), claims: { value, enumerable: true } };
  return Object.create(Object.getPrototypeOf(exported), properties);
}

export function saysItself(shown: string): Failure {
  return new Failure(
    'CW_CLAIMS_PROGRAM',
    `${shown} is a program over stdio, and says itself what it claims; claims were given beside.`,
    {
      hint: 'Change the claims in its answer to `hello`, and leave `--claim` and `claims` out.',
    },
  );
}
