import { validatePoolAdapter } from '../../contract/define-pool.ts';
import type { PoolAdapter } from '../../contract/pool.ts';
import { resolvePoolClaims } from '../../contract/pool-claims.ts';
import { preflightPool } from '../../host/pool/preflight.ts';
import type { PoolSubject } from '../../suite/pool-subject.ts';
import type { SubjectKind } from './subject-kind.ts';

/** A pool of warm agents: whatever was made with `definePool`. */
export const poolKind: SubjectKind<PoolAdapter> = {
  kind: 'pool',
  recognises: (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'pool',
  validate: validatePoolAdapter,
  claimsOf: ({ claims }) => ({ ...resolvePoolClaims(claims) }),
  async prepare(host, adapter) {
    const looked = await preflightPool(host, adapter);
    if (!looked.ok) return looked;
    const { claims, methods, checks } = looked;
    const subject: PoolSubject = { kind: 'pool', host, adapter, claims };
    return { ok: true, subject, operations: methods, checks, findings: [], lacks: {} };
  },
};
