import type { ResolvedClaims } from '../../harness/contract/claims.ts';

/** A session has to be there again when the store is opened anew. */
export function needsSurvival({ survives }: ResolvedClaims): string | undefined {
  return survives === 'nothing' ? 'it claims to survive nothing, so that it need not keep a session in a file' : undefined;
}
