import type { ProxyEvent } from '../../harness/host/server/proxy/proxy-event.ts';
import type { Deviation } from './deviation.ts';

/** What came of a trial. */
export interface Played {
  readonly story: readonly string[];
  /** All that was wrong, the worst first. */
  readonly deviations: readonly Deviation[];
  /** Why it says nothing: what was to be tried did not come about. */
  readonly untested?: string;
  /** What the first client's proxies saw. */
  readonly events: readonly ProxyEvent[];
  /** How many requests there had been after opening, and after each operation. */
  readonly counted?: readonly number[];
}

/** A list of what there is. */
export function found(...deviations: readonly (Deviation | undefined)[]): Deviation[] {
  return deviations.filter((one) => one !== undefined);
}
