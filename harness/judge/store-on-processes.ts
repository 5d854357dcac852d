import type { ResolvedClaims } from '../contract/claims.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { StoreSubject } from '../suite/subject.ts';
import type { ChildHost } from './child-host.ts';

/** Replays look for themselves what the store can do now. */
const UNKNOWN: Capabilities = { methods: [], views: [], fields: false, records: false };

/** A store as the suites judge it, in processes. */
export function storeOn(host: ChildHost, claims: ResolvedClaims, capabilities = UNKNOWN): StoreSubject {
  return { kind: 'store', host, claims, capabilities };
}
