import type { Cut, CutManner } from '../../harness/host/server/proxy/cut.ts';
import type { Operation } from '../../harness/model/operation.ts';

export const TRIAL_KINDS = [
  'cut',
  'idle',
  'worn',
  'crowd',
  'opened-twice',
  'together',
  'seen',
  'touched',
  'expired',
  'leased',
  'server-crash',
] as const;
/**
 * - `cut`: one exchange of the operations, or of opening, is cut or refused.
 * - `idle`: the connections are cut while nothing is called.
 * - `worn`: call after call fails, more of them than a pool has connections.
 * - `crowd`: more calls at once than a pool has connections, while the server answers none.
 * - `opened-twice`: two fresh stores are opened at once on an empty database.
 * - `together`: two clients change one session at once.
 * - `seen`: one client writes, and another one reads meanwhile and afterwards.
 * - `touched`: a session is touched while another client changes or deletes it, or after that.
 * - `expired`: sessions reach their end.
 * - `leased`: the lease of a client runs out in the midst of its append, and another one gets it.
 * - `server-crash`: the server dies and comes up again.
 */
export type TrialKind = (typeof TRIAL_KINDS)[number];

/** How near two clients are to each other: they use one instance, two instances of one process, or are two processes. */
export const NEARNESS = ['one-instance', 'one-process', 'two-processes'] as const;
export type Nearness = (typeof NEARNESS)[number];

/** What is tried. Plain data: all that makes it happen again. */
export interface Trial {
  readonly kind: TrialKind;
  /** What the first client calls. */
  readonly operations: readonly Operation[];
  /** What the second client calls, where there is one. */
  readonly others?: readonly Operation[];
  /** Of two clients; absent: two processes. */
  readonly clients?: Nearness;
  /** Of `cut`. */
  readonly cut?: Cut;
  /** Of `idle`. */
  readonly how?: CutManner;
  /** After so many of the first one's requests the second client goes, as far as it gets. */
  readonly switchAt?: number;
}
