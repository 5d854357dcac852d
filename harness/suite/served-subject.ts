import type { ResolvedServedClaims } from '../contract/served-claims.ts';
import type { ServerHost } from '../host/server/server-host.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { Subject } from './subject.ts';

/** A store that keeps its sessions on a server. */
export interface ServedSubject extends Subject {
  readonly kind: 'served-store';
  readonly host: ServerHost;
  readonly claims: ResolvedServedClaims;
  readonly capabilities: Capabilities;
}
