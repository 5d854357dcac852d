import type { PoolAdapter } from '../contract/pool.ts';
import type { ResolvedPoolClaims } from '../contract/pool-claims.ts';
import type { ScriptHost } from '../host/script.ts';
import type { Subject } from './subject.ts';

/** A pool of warm agents. The suites of pools play its backend. */
export interface PoolSubject<Image = unknown> extends Subject {
  readonly kind: 'pool';
  readonly host: Subject['host'] & ScriptHost<Image>;
  readonly adapter: PoolAdapter;
  readonly claims: ResolvedPoolClaims;
}
