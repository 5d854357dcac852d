import type { ProxyEvent } from '../../harness/host/server/proxy/proxy-event.ts';
import type { Deviation } from './deviation.ts';

/** What came of a trial. */
export interface Played {
  readonly story: readonly string[];
  readonly deviation?: Deviation;
  /** Why it says nothing: what was to be tried did not come about. */
  readonly untested?: string;
  /** That a cut ended the process in the midst of a call, as a sentence. */
  readonly ended?: string;
  /** What the first client's proxies saw. */
  readonly events: readonly ProxyEvent[];
  /** How many requests there had been after opening, and after each operation. */
  readonly counted?: readonly number[];
}
