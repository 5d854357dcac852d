import type { Adapter } from '../../contract/adapter.ts';
import { assumedClaims } from '../../contract/assumed-claims.ts';
import { type ResolvedClaims, resolveClaims } from '../../contract/claims.ts';
import { validateAdapter } from '../../contract/define-adapter.ts';
import { preflight } from '../../host/preflight.ts';
import type { StoreSubject } from '../../suite/subject.ts';
import type { FoundBy } from '../../suite/suite.ts';
import type { Finding } from '../../verdict/report.ts';
import { suiteOf } from '../requirements.ts';
import type { SubjectKind } from './subject-kind.ts';

/** A session store: whatever was made with `defineAdapter`. */
export const storeKind: SubjectKind<Adapter> = {
  kind: 'store',
  recognises: () => true,
  validate: validateAdapter,
  claimsOf: ({ claims }, assume) => assumedClaims(resolveClaims(claims), assume),
  async prepare(host, adapter, assume) {
    const claims = assumedClaims(resolveClaims(adapter.claims), assume);
    host.use(adapter);
    const looked = await preflight(host, claims);
    if (!looked.ok) return looked;
    const { capabilities, checks, shared, amiss } = looked;
    const subject: StoreSubject = { kind: 'store', host, claims, capabilities };
    const wrong = amiss === undefined ? {} : { amiss };
    const common = { ok: true, subject, operations: [...capabilities.methods], checks, ...wrong } as const;
    return shared === undefined
      ? { ...common, findings: [], lacks: {} }
      : { ...common, findings: [leakFinding(adapter.name, shared)], lacks: { 'isolates-modules': SHARED } };
  },
  heldAgainst(subject, found, notApplicable) {
    return isStore(subject) ? { ...subject, claims: replayClaims(subject, found, notApplicable) } : subject;
  },
};

/**
 * What a store is judged by when a counterexample of it is run again. What was only observed, or found by a probe, is held against claims that the
 * store does not make.
 *
 * @param notApplicable why requirements do not apply to the store, by id.
 */
export function replayClaims(
  { claims, capabilities }: Pick<StoreSubject, 'claims' | 'capabilities'>,
  { requirement, core }: FoundBy,
  notApplicable: { readonly [id: string]: string },
): ResolvedClaims {
  const assumed = suiteOf(requirement).assumes?.(core, { claims, capabilities });
  if (assumed === undefined && notApplicable[requirement] === undefined) return claims;
  return assumedClaims(claims, { survives: 'power-loss', ...assumed });
}

function isStore(subject: { readonly kind: string }): subject is StoreSubject {
  return subject.kind === 'store';
}

/** Where the store's modules keep sessions, each life in this process sees those of the lives before. */
const SHARED = 'the store shares state between directories (CW_SHARED_STATE, see the findings)';

/** @param shown what the store showed on an empty directory. */
function leakFinding(store: string, shown: string): Finding {
  return {
    code: 'CW_SHARED_STATE',
    level: 'error',
    message: `${store}: a store on a second directory, in the same process, sees the first one's session: ${shown}. Nothing else could be judged.`,
    hint: 'The store keeps state in a module-level variable. `--host process` gives every life a process of its own.',
  };
}
