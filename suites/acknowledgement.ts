import type { ResolvedClaims } from '../harness/contract/claims.ts';
import type { Operation } from '../harness/model/operation.ts';
import type { StoreTraits } from '../harness/suite/subject.ts';

/** Whether it is not the call itself that acknowledges every write, but a later flush. */
export function acknowledgesLater({ acknowledgedBy, append }: ResolvedClaims): boolean {
  return acknowledgedBy === 'flush' || append === 'queued';
}

/**
 * What makes the writes before it acknowledged, where their own calls do not; then whatever goes on in the background comes to its end, for a
 * store that is not done is another suite's matter.
 */
export function acknowledgement({ claims, capabilities }: StoreTraits): Operation[] {
  if (!acknowledgesLater(claims)) return [];
  return [...(capabilities.methods.includes('flush') ? [{ op: 'flush' } as const] : []), { op: 'rest' }];
}

/** Whether what was written is still to be found when the store is opened again. */
export function survivesReopening({ survives }: ResolvedClaims): boolean {
  return survives !== 'nothing';
}
