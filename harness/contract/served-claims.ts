/**
 * What a store on a server promises. Only what is claimed is judged.
 *
 * @property survives what an acknowledged write survives: the death of the client (`process-kill`), or that of the server as well (`server-crash`).
 * @property writers who may write at once: one instance (the default), or several of any process (`many-processes`).
 * @property patch how a patch happens: `native` in the store (the default), or `read-modify-write` by the caller, who then may lose updates.
 * @property ttl that a session is gone, all of it, so long after its last write or `touch` as `open` is told (`given`). Not claimed, no session ever
 *   expires.
 * @property idempotencyKey that an append which is called again with the key that it was called with before (`append`) is there once.
 * @property lease that `acquire` gives a lease to one holder at a time, and that an append of one whose lease has gone to somebody else is refused (`fenced`).
 */
export interface ServedClaims {
  survives: 'process-kill' | 'server-crash';
  writers?: 'one-instance' | 'many-processes';
  patch?: 'native' | 'read-modify-write';
  ttl?: 'given';
  idempotencyKey?: 'append';
  lease?: 'fenced';
}

/** Those that have no default: they stay absent where nothing is claimed. */
type OpenClaim = 'ttl' | 'idempotencyKey' | 'lease';

/** Claims with what was left out filled in. */
export type ResolvedServedClaims = Required<Omit<ServedClaims, OpenClaim>> & Pick<ServedClaims, OpenClaim>;

export const SERVED_CLAIM_VALUES = {
  survives: ['process-kill', 'server-crash'],
  writers: ['one-instance', 'many-processes'],
  patch: ['native', 'read-modify-write'],
  ttl: ['given'],
  idempotencyKey: ['append'],
  lease: ['fenced'],
} as const satisfies { [K in keyof ServedClaims]-?: readonly NonNullable<ServedClaims[K]>[] };

export function resolveServedClaims({
  survives,
  writers,
  patch,
  ttl,
  idempotencyKey,
  lease,
}: ServedClaims): ResolvedServedClaims {
  return {
    survives,
    writers: writers ?? 'one-instance',
    patch: patch ?? 'native',
    ...(ttl === undefined ? {} : { ttl }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(lease === undefined ? {} : { lease }),
  };
}
