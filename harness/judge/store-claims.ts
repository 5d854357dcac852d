import type { ResolvedClaims } from '../contract/claims.ts';
import type { ReportedClaims } from '../verdict/report.ts';

/** Whether claims are a store's, whole. */
export function areStoreClaims(claims: ReportedClaims): claims is ResolvedClaims {
  return 'survives' in claims && 'writers' in claims && 'acknowledgedBy' in claims;
}
