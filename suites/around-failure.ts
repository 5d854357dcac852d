const MOST_BEFORE = 40;
const MOST_AFTER = 19;

/** Of very many moments those around the failure, the first one among them: at most 61. */
export function aroundFailure<M extends { readonly isFailure: boolean }>(moments: readonly M[]): M[] {
  const found = moments.findIndex(({ isFailure }) => isFailure);
  const failure = found === -1 ? moments.length - 1 : found;
  const from = Math.max(0, failure - MOST_BEFORE);
  const near = moments.slice(from, failure + MOST_AFTER + 1);
  return from === 0 ? near : [...moments.slice(0, 1), ...near];
}
