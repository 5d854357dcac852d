import type { Adapter } from '../../contract/adapter.ts';
import { assumedClaims } from '../../contract/assumed-claims.ts';
import { type ResolvedClaims, resolveClaims } from '../../contract/claims.ts';
import { validateAdapter } from '../../contract/define-adapter.ts';
import { type Preflight, preflight, type RoundTripFailure } from '../../host/preflight.ts';
import type { SimulatedHost } from '../../host/simulated/simulated-host.ts';
import { BETWEEN_LIVES_MS } from '../../host/simulated/virtual-time.ts';
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
    // What may be removed for its age is not to be that old by the time when somebody looks.
    host.betweenLivesMs = Math.min(BETWEEN_LIVES_MS, (claims.retention ?? Number.POSITIVE_INFINITY) / LIVES_WITHIN_RETENTION);
    const looked = await whereItRoundTrips(host, claims);
    if (!looked.ok) return looked;
    const { capabilities, checks, shared, broken } = looked;
    const subject: StoreSubject = { kind: 'store', host, claims, capabilities };
    const findings = [
      ...(shared === undefined ? [] : [leakFinding(adapter.name, shared)]),
      ...(broken === undefined ? [] : [brokenFinding(adapter.name, broken)]),
    ];
    return {
      ok: true,
      subject,
      operations: [...capabilities.methods],
      checks,
      findings,
      lacks: {
        ...(shared === undefined ? {} : { 'isolates-modules': SHARED }),
        ...(broken === undefined ? {} : { 'round-trips': BROKEN }),
      },
      ...(broken === undefined ? {} : { broken }),
    };
  },
  heldAgainst(subject, found, notApplicable) {
    return isStore(subject) ? { ...subject, claims: replayClaims(subject, found, notApplicable) } : subject;
  },
};

/** More than any suite lets a session see. */
const LIVES_WITHIN_RETENTION = 12;
/** Longer than a store may take for anything, so that no lock of a dead process is in the way. */
const SOON_MS = 600_000;

/**
 * What the store does when nothing goes wrong. The directory is another one in each life, and lives are a day apart. Of a store that does not find its
 * files again where that is so, and does where it is not, the directory stays; or lives follow each other soon, for a session that is gone a day
 * later is a matter of its age, which a requirement of its own judges.
 */
async function whereItRoundTrips(host: SimulatedHost, claims: ResolvedClaims): Promise<Preflight> {
  const looked = await preflight(host, claims);
  if (!looked.ok || looked.broken === undefined) return looked;
  const { ownRoots, betweenLivesMs } = host;
  if (ownRoots) {
    host.ownRoots = false;
    const unmoved = await preflight(host, claims);
    if (unmoved.ok && unmoved.broken === undefined) {
      if (unmoved.shared === undefined) return unmoved;
      return { ok: false, checks: looked.checks, ...looked.broken };
    }
    host.ownRoots = true;
  }
  if (betweenLivesMs <= SOON_MS) return looked;
  host.betweenLivesMs = SOON_MS;
  const soon = await preflight(host, claims);
  if (soon.ok && soon.broken === undefined) return soon;
  host.betweenLivesMs = betweenLivesMs;
  return looked;
}

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
  const assumed = suiteOf(core).assumes?.(core, { claims, capabilities });
  if (assumed === undefined && notApplicable[requirement] === undefined) return claims;
  return assumedClaims(claims, { survives: 'power-loss', ...assumed });
}

function isStore(subject: { readonly kind: string }): subject is StoreSubject {
  return subject.kind === 'store';
}

/** Where the store's modules keep sessions, each life in this process sees those of the lives before. */
const SHARED = 'the store shares state between directories (CW_SHARED_STATE, see the findings)';

/** Only what tells what is wrong is judged then: all else would fail for the same reason. */
const BROKEN = 'what is written is not what is read, without any crash (CW_ROUND_TRIP, see the findings)';

function brokenFinding(store: string, { code, message, hint }: RoundTripFailure): Finding {
  return {
    code,
    level: 'warning',
    message: `${store}: without any crash, ${message}. Only what tells more of that was judged.`,
    hint,
  };
}

/** @param shown what the store showed on an empty directory. */
function leakFinding(store: string, shown: string): Finding {
  return {
    code: 'CW_SHARED_STATE',
    level: 'error',
    message: `${store}: a store on a second directory, in the same process, sees the first one's session: ${shown}. Nothing else could be judged.`,
    hint: 'The store keeps state in a module-level variable. `--host process` gives every life a process of its own.',
  };
}
