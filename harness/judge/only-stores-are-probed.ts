import { Failure } from '../contract/failure.ts';

/** What is judged, but has no claims that could be stronger or weaker. */
export function onlyStoresAreProbed(shown: string, kind: string): Failure {
  return new Failure('CW_PROBE_STORES', `Only stores on a disk can be probed; ${shown} is a ${kind}.`, {
    hint: `npx crashworthy run ${shown} judges it by what it claims.`,
  });
}
