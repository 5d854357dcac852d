/** What a registry promises. Only what is claimed is judged. */
export interface RegistryClaims {
  /** What acknowledged launches and locks survive. */
  survives: 'nothing' | 'process-kill';
  /**
   * Where it learns which sessions run. `sources-and-pids` (default): sources are asked, and processes looked at. `sources`: it never looks at a
   * process. `pids`: it asks no source. `nothing`: it tells no status, and keeps locks or launches alone.
   */
  status?: 'sources-and-pids' | 'sources' | 'pids' | 'nothing';
  /** `kept` (default): what was given to `launch` is kept until its session is dead, and shown by `stored`. `forgotten`: nothing is kept of it. */
  launches?: 'kept' | 'forgotten';
  /** `told` (default): `exited` is called when a launch's wrapper ends. `untold`: it has no such call. */
  wrappers?: 'told' | 'untold';
  /** Whose locks it keeps: none (default), those of the process that the registry is in, or those of any process. */
  locks?: 'none' | 'own-process' | 'any-process';
  /** `kept`: a lock that somebody set by hand stays until it is unset by hand. `none` (default): there are none such. */
  manualLocks?: 'none' | 'kept';
}

/** Claims with what was left out filled in. */
export type ResolvedRegistryClaims = { readonly [K in keyof RegistryClaims]-?: NonNullable<RegistryClaims[K]> };

export const REGISTRY_CLAIM_VALUES: { readonly [K in keyof RegistryClaims]-?: readonly NonNullable<RegistryClaims[K]>[] } = {
  survives: ['nothing', 'process-kill'],
  status: ['sources-and-pids', 'sources', 'pids', 'nothing'],
  launches: ['kept', 'forgotten'],
  wrappers: ['told', 'untold'],
  locks: ['none', 'own-process', 'any-process'],
  manualLocks: ['none', 'kept'],
};

export function resolveRegistryClaims(claims: RegistryClaims): ResolvedRegistryClaims {
  return {
    survives: claims.survives,
    status: claims.status ?? 'sources-and-pids',
    launches: claims.launches ?? 'kept',
    wrappers: claims.wrappers ?? 'told',
    locks: claims.locks ?? 'none',
    manualLocks: claims.manualLocks ?? 'none',
  };
}
