import { claimedLevels, levelOf } from '../../suites/concurrent-patch/levels.ts';
import type { ResolvedClaims } from '../contract/claims.ts';
import { assumedClaims } from './assumed-claims.ts';
import { type FoundBy, isRace } from './suites.ts';

/**
 * What a store is judged by when a counterexample of it is run again. What was only observed, or found by a probe, is held against claims that the
 * store does not make.
 *
 * @param notApplicable why requirements do not apply to the store, by id.
 */
export function replayClaims(
  claims: ResolvedClaims,
  { requirement, core }: FoundBy,
  notApplicable: { readonly [id: string]: string },
): ResolvedClaims {
  const level = isRace(core) ? levelOf(core.program) : undefined;
  const claimed = level === undefined || claimedLevels(claims).includes(level);
  if (claimed && notApplicable[requirement] === undefined) return claims;
  return assumedClaims(claims, { survives: 'power-loss', ...(level === undefined ? {} : { writers: level }) });
}
