import { validateRegistryAdapter } from '../../contract/define-registry.ts';
import { methodsOf, type RegistryAdapter } from '../../contract/registry.ts';
import { resolveRegistryClaims } from '../../contract/registry-claims.ts';
import { preflightRegistry } from '../../host/preflight-registry.ts';
import type { RegistrySubject } from '../../suite/registry-subject.ts';
import type { SubjectKind } from './subject-kind.ts';

/** A registry of sessions: whatever was made with `defineRegistry`. */
export const registryKind: SubjectKind<RegistryAdapter> = {
  kind: 'registry',
  recognises: (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'registry',
  validate: validateRegistryAdapter,
  claimsOf: ({ claims }) => ({ ...resolveRegistryClaims(claims) }),
  async prepare(host, adapter) {
    host.useForScripts(adapter);
    const looked = await preflightRegistry(host, adapter);
    if (!looked.ok) return looked;
    const subject: RegistrySubject = { kind: 'registry', host, adapter, claims: resolveRegistryClaims(adapter.claims) };
    return { ok: true, subject, operations: [...methodsOf(adapter.claims)], checks: looked.checks, findings: [], lacks: {} };
  },
};
