import type { ResolvedClaims } from '../contract/claims.ts';
import type { Ability } from '../host/ability.ts';
import type { HostNotices } from '../host/host.ts';
import type { StoreHost } from '../host/store-host.ts';
import type { Capabilities } from '../model/capabilities.ts';

/** What is judged, and the host that it runs on. Each kind of subject adds what its suites need to know of it. */
export interface Subject {
  /** `store`, `pool`, `registry`: the suites of that kind judge it. */
  readonly kind: string;
  readonly host: { readonly abilities: ReadonlySet<Ability>; readonly notices: HostNotices };
}

/** A session store. What an image of its disk is made of is the host's business alone. */
export interface StoreSubject<Image = unknown> extends Subject, StoreTraits {
  readonly kind: 'store';
  readonly host: StoreHost<Image>;
}

/** What decides which requirements a store is judged by. */
export interface StoreTraits {
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
}
