import type { RegistryAdapter } from '../contract/registry.ts';
import type { ResolvedRegistryClaims } from '../contract/registry-claims.ts';
import type { Host } from '../host/host.ts';
import type { ScriptHost } from '../host/script.ts';
import type { Subject } from './subject.ts';

/** Where a registry runs. What an image of its disk is made of is the host's business alone. */
export type RegistryHost<Image = unknown> = Subject['host'] & ScriptHost<Image> & Pick<Host<Image>, 'entries'>;

/** A registry of sessions: it tells which of them run. */
export interface RegistrySubject<Image = unknown> extends Subject {
  readonly kind: 'registry';
  readonly host: RegistryHost<Image>;
  readonly adapter: RegistryAdapter;
  readonly claims: ResolvedRegistryClaims;
}
