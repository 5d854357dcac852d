import type { LockName, RegistrySession } from './operation.ts';

/** One way in which a registry says what is not so, or forgets what is. The requirements are predicates over these. */
export interface RegistryDeviation {
  readonly kind: RegistryDeviationKind;
  /** Index of the step that showed it. */
  readonly step: number;
  readonly session?: RegistrySession;
  readonly lock?: LockName;
  /** What may be to blame instead: the wrapper of the session had ended; its id was another session's before. */
  readonly circumstances?: { readonly wrapperEnded: boolean; readonly relaunched: boolean; readonly reopened: boolean };
  /** Without a dot at the end. */
  readonly expected: string;
  readonly found: string;
}

/**
 * - `stale`: what it says was so, and is not.
 * - `failed-source`: it claims to know what a source that failed did not tell.
 * - `late-answer`: it believes what came after the source's time was up.
 * - `omitted`: not listed, and alive: called stopped.
 * - `wrapper`: the wrapper ended, and the session is called stopped.
 * - `grace`: called stopped too early, or running for ever.
 * - `retention`: what was kept of a launch is gone too early, or never goes.
 * - `process`: it misreads what is found at a pid.
 * - `unhealed`: it once said stopped, and goes on.
 * - `lock`: a lock is held by nobody, or taken from somebody.
 * - `id`: what is kept of a dead session stands in a new one's way.
 */
export const REGISTRY_DEVIATIONS = [
  'stale',
  'failed-source',
  'late-answer',
  'omitted',
  'wrapper',
  'grace',
  'retention',
  'process',
  'unhealed',
  'lock',
  'id',
] as const;
export type RegistryDeviationKind = (typeof REGISTRY_DEVIATIONS)[number];
