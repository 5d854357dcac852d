import type { NumberFrom } from './check-claims.ts';

/** What an acknowledged write survives. Each level includes the ones before it. */
export type Survival = 'nothing' | 'process-kill' | 'power-loss';

/**
 * What a store promises. Only what is claimed is judged; the rest is probed and reported as an observation.
 *
 * @property survives what an acknowledged write survives.
 * @property acknowledgedBy what acknowledges a write: the operation itself (`call`, the default) or the next completed `flush`.
 * @property writers who may write at once: one instance in one process (the default), several instances in one process, or several processes.
 * @property patch how a patch happens: `native` in the store (the default), or `read-modify-write` by the caller, who then may lose
 *   updates to a concurrent patch without the store being accused.
 * @property append whether `append` returns a promise that is the acknowledgement (`awaited`, the default) or only accepts (`queued`).
 * @property corruption what a damaged session gets: as much of it back as is intact (`repair`), or an error that names it (`reject`).
 * @property values that what JSON has no form for (NaN, a Date, a Map, `undefined` in an array) is kept exactly as well, or refused with an error (`exact`);
 *   not claimed, the caller passes JSON values only.
 * @property retention the age in milliseconds, counted from the last write to a session, from which on it may be removed; an hour at least. Not
 *   claimed, no session is ever removed for its age.
 * @property clocks that the processes which write may have clocks that differ, as those of several machines on one volume do (`apart`); not claimed, they
 *   are on one machine, which has one clock.
 * @property attributes that mode, owner and group of a session's file are after each write what they were before (`kept`), as far as the process may set them;
 *   not claimed, a new file may have those that the system gives it.
 * @property lease that `acquire` gives a lease to one holder at a time, and that an append of one whose lease has gone to somebody else is refused (`fenced`).
 */
export interface Claims {
  survives: Survival;
  acknowledgedBy?: 'call' | 'flush';
  writers?: 'one-instance' | 'many-instances' | 'many-processes';
  patch?: 'native' | 'read-modify-write';
  append?: 'awaited' | 'queued';
  corruption?: 'repair' | 'reject';
  values?: 'exact';
  retention?: number;
  clocks?: 'apart';
  attributes?: 'kept';
  lease?: 'fenced';
}

/** Those that have no default: they stay absent where nothing is claimed. */
type OpenClaim = 'corruption' | 'values' | 'retention' | 'clocks' | 'attributes' | 'lease';

/** Claims with every default filled in. */
export type ResolvedClaims = Required<Omit<Claims, OpenClaim>> & Pick<Claims, OpenClaim>;

/** Lives of a store are minutes apart at least; what is removed sooner nothing can be said of. */
const SHORTEST_RETENTION_MS = 3_600_000;

export const CLAIM_VALUES = {
  survives: ['nothing', 'process-kill', 'power-loss'],
  acknowledgedBy: ['call', 'flush'],
  writers: ['one-instance', 'many-instances', 'many-processes'],
  patch: ['native', 'read-modify-write'],
  append: ['awaited', 'queued'],
  corruption: ['repair', 'reject'],
  values: ['exact'],
  retention: { atLeast: SHORTEST_RETENTION_MS },
  clocks: ['apart'],
  attributes: ['kept'],
  lease: ['fenced'],
} as const satisfies {
  [K in keyof Claims]-?: NonNullable<Claims[K]> extends number ? NumberFrom : readonly NonNullable<Claims[K]>[];
};

export function resolveClaims(claims: Claims): ResolvedClaims {
  return {
    survives: claims.survives,
    acknowledgedBy: claims.acknowledgedBy ?? 'call',
    writers: claims.writers ?? 'one-instance',
    patch: claims.patch ?? 'native',
    append: claims.append ?? 'awaited',
    ...(claims.corruption === undefined ? {} : { corruption: claims.corruption }),
    ...(claims.values === undefined ? {} : { values: claims.values }),
    ...(claims.retention === undefined ? {} : { retention: claims.retention }),
    ...(claims.clocks === undefined ? {} : { clocks: claims.clocks }),
    ...(claims.attributes === undefined ? {} : { attributes: claims.attributes }),
    ...(claims.lease === undefined ? {} : { lease: claims.lease }),
  };
}
