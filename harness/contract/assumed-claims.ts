import type { Claims, ResolvedClaims } from './claims.ts';

/**
 * Claims as if the store claimed these too. A store whose appends are only accepted, and that claims to survive nothing, then has to be
 * taken at its flushes: no claim that contradicts another comes out.
 */
export function assumedClaims(claims: ResolvedClaims, assume: Partial<Claims> | undefined): ResolvedClaims {
  if (assume === undefined) return claims;
  const assumed = { ...claims, ...assume };
  if (assumed.survives === 'nothing') {
    const writers = assumed.writers === 'many-processes' ? 'many-instances' : assumed.writers;
    return { ...assumed, acknowledgedBy: 'call', writers };
  }
  return assumed.append === 'queued' ? { ...assumed, acknowledgedBy: 'flush' } : assumed;
}
