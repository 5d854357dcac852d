import { Failure } from '../contract/failure.ts';
import type { Finding } from '../verdict/report.ts';

/** Why a store cannot be judged that does not do what it should when nothing goes wrong; or `because` of what, if that explains it better. */
export function roundTripFailed(
  store: string,
  failed: { readonly code: string; readonly message: string; readonly hint: string } | undefined,
  because: Finding | undefined,
): Failure {
  const hint = because?.hint ?? failed?.hint;
  const message = because?.message ?? `${store}: ${failed?.message}`;
  return new Failure(because?.code ?? failed?.code ?? 'CW_ROUND_TRIP', message, hint === undefined ? {} : { hint });
}
