import type { ResolvedRegistryClaims } from '../../harness/contract/registry-claims.ts';

type Applies = (subject: { readonly claims: ResolvedRegistryClaims }) => string | undefined;

const NO_STATUS = 'the registry does not claim to tell which sessions run (`status`)';
const NO_SOURCES = 'the registry does not claim to ask sources (`status`)';
const NO_PIDS = 'the registry does not claim to look at processes (`status`)';
const NO_WRAPPERS = 'the registry is not told when a wrapper ends (`wrappers`)';
const NO_LAUNCHES = 'the registry does not claim to keep launches (`launches`)';
const NO_LOCKS = 'the registry does not claim locks (`locks`, `manualLocks`)';

const status: Applies = ({ claims }) => (claims.status === 'nothing' ? NO_STATUS : undefined);
const asksSources: Applies = ({ claims }) => status({ claims }) ?? (claims.status === 'pids' ? NO_SOURCES : undefined);
const looksAtPids: Applies = ({ claims }) => status({ claims }) ?? (claims.status === 'sources' ? NO_PIDS : undefined);
const locks: Applies = ({ claims }) => (claims.locks === 'none' && claims.manualLocks === 'none' ? NO_LOCKS : undefined);

/** Why a requirement does not apply to a registry with these claims; by what the requirement needs. */
export const applies = {
  status,
  sources: asksSources,
  pids: looksAtPids,
  sourcesAndPids: looksAtPids,
  wrappers: ({ claims }) => status({ claims }) ?? (claims.wrappers === 'untold' ? NO_WRAPPERS : undefined),
  launches: ({ claims }) => (claims.launches === 'forgotten' ? NO_LAUNCHES : undefined),
  locks,
  launching: ({ claims }) => (claims.launches === 'forgotten' && claims.status === 'nothing' ? NO_STATUS : undefined),
} as const satisfies { readonly [need: string]: Applies };
