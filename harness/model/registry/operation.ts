import type { RegistryConfig } from '../../contract/registry.ts';

/** How long things take while a registry is judged. */
export const REGISTRY_CONFIG: RegistryConfig = { graceMs: 30_000, ttlMs: 7 * 24 * 3_600_000, sourceTimeoutMs: 5_000 };

/** The sessions of every run. */
export const REGISTRY_SESSIONS = ['alpha', 'beta', 'gamma'] as const;
export type RegistrySession = (typeof REGISTRY_SESSIONS)[number];

export const REGISTRY_SOURCES = ['first', 'second'] as const;
export type SourceName = (typeof REGISTRY_SOURCES)[number];

/** Which source knows of which session. */
export const SOURCE_OF: { readonly [S in RegistrySession]: SourceName } = { alpha: 'first', beta: 'first', gamma: 'second' };

export const LISTED_AS = ['running', 'stopped', 'absent'] as const;
export type ListedAs = (typeof LISTED_AS)[number];

/**
 * How a source answers. `lists`: at once. `throws`: it throws. `rejects`: its promise is rejected. `never`: its promise stays pending. `late`: it answers
 * 1 ms after its time is up. `rejects-late`: it is rejected then. `blocks`: it keeps the thread busy until 1 ms after its time is up, and answers.
 */
export const ANSWERS = ['lists', 'throws', 'rejects', 'never', 'late', 'rejects-late', 'blocks'] as const;
export type Answers = (typeof ANSWERS)[number];

/** `reused`: the session's process is gone, and another one has its pid. */
export const PROCESS_STATES = ['alive', 'denied', 'zombie', 'dead', 'reused'] as const;
export type ProcessState = (typeof PROCESS_STATES)[number];

/** When the session began, as the launch says: the truth, no number, in a year, or an hour before its process. */
export const STARTED_AT = ['now', 'invalid', 'future', 'past'] as const;
export type StartedAt = (typeof STARTED_AT)[number];

/** Who takes a lock: one of two other processes, the process that the registry is in, or a person. */
export const LOCK_OWNERS = ['one', 'other', 'self', 'person'] as const;
export type LockOwnerName = (typeof LOCK_OWNERS)[number];

export const LOCK_NAMES = ['workspace', 'branch'] as const;
export type LockName = (typeof LOCK_NAMES)[number];

/** Something that happens in the world, or that is asked of the registry. Plain data. */
export type RegistryOperation =
  /** The registry is told of a launch. Where the session of this id is not known to be dead, nothing happens. */
  | { readonly op: 'launch'; readonly session: RegistrySession; readonly pid: 'known' | 'unknown'; readonly startedAt: StartedAt }
  | { readonly op: 'lists'; readonly session: RegistrySession; readonly as: ListedAs }
  | { readonly op: 'answers'; readonly source: SourceName; readonly how: Answers }
  | { readonly op: 'process'; readonly session: RegistrySession; readonly becomes: ProcessState }
  /** `told`: the registry gets to know of it. */
  | { readonly op: 'wrapper-ends'; readonly session: RegistrySession; readonly told: boolean }
  | { readonly op: 'pass'; readonly ms: number }
  | { readonly op: 'status'; readonly session: RegistrySession }
  | { readonly op: 'list' }
  | { readonly op: 'sweep' }
  | { readonly op: 'stored' }
  | { readonly op: 'lock'; readonly name: LockName; readonly owner: LockOwnerName }
  | { readonly op: 'unlock'; readonly name: LockName; readonly owner: LockOwnerName }
  | { readonly op: 'locks' }
  | { readonly op: 'owner'; readonly owner: 'one' | 'other'; readonly becomes: ProcessState }
  /**
   * The registry's process is killed, and a new one opened a day later. With `changes`, it was killed when it had changed its disk so often in this
   * life, and what would have come after that did not happen.
   */
  | { readonly op: 'kill'; readonly changes?: number }
  /** So many sessions are launched, run, end, and have their time. */
  | { readonly op: 'rounds'; readonly count: number };

/** Beyond the grace, from whenever it was counted. */
export const PAST_GRACE_MS = 2 * REGISTRY_CONFIG.graceMs + 5_000;
/** Beyond the time for which a launch is kept. */
export const PAST_TTL_MS = 2 * REGISTRY_CONFIG.ttlMs + 60_000;
/** Longer than any lock without a sign of life is taken for held. */
export const PAST_LOCK_MS = 3_600_000;
