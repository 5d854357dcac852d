import type { JudgedPackage } from './adapter.ts';
import type { RegistryClaims } from './registry-claims.ts';
import type { Awaitable, Json } from './session-store.ts';

/** The module that presents a registry to the harness: its default export. */
export interface RegistryAdapter {
  /** Put there by `defineRegistry`. */
  readonly kind?: 'registry';
  /** Shown in reports. Letters, digits and `._:@/-`. */
  name: string;
  claims: RegistryClaims;
  /** Opens the registry on `dir`, which is empty at first and later holds what earlier lives of the registry left there. */
  open(options: RegistryOpenOptions): Awaitable<Registry>;
  /** The published package under test, where there is one. */
  package?: JudgedPackage;
  /** As of a store: absolute paths outside the directory that it writes as well. */
  alsoWrites?: readonly string[];
}

/** What a registry is opened with. Whatever it learns of the world, it learns from these. */
export interface RegistryOpenOptions {
  /** Absolute path of an existing directory. The registry keeps everything it persists below it. */
  readonly dir: string;
  /** Who knows of sessions, by name. */
  readonly sources: { readonly [name: string]: Source };
  readonly pids: Pids;
  /** The same time as `Date`'s: take whichever the registry uses. */
  readonly clock: { now(): number };
  readonly config: RegistryConfig;
}

/** Times that the suite wants kept. Give them to the registry, or it is judged by times that it does not know. */
export interface RegistryConfig {
  /** For so long after its launch, a session that no source lists yet is not called stopped. */
  readonly graceMs: number;
  /** What is kept of a launch goes so long after the session died, or sooner. */
  readonly ttlMs: number;
  /** A source that has not answered by then has failed. */
  readonly sourceTimeoutMs: number;
}

/** A program's own record of its sessions: a directory of logs, an API. What it answers is the truth, as long as it answers. */
export interface Source {
  /** Every session that it knows. It may answer at once, later, never, or fail; and it may keep the thread busy for as long as it likes. */
  discover(): Awaitable<readonly ListedSession[]>;
}

/** A session in a source's listing. */
export interface ListedSession {
  readonly id: string;
  readonly status: 'running' | 'stopped';
  readonly pid?: number;
  /** When that process started. */
  readonly pidStartedAtMs?: number;
}

/** Looks at processes. `process.kill(pid, 0)` finds the same, as far as it can tell. */
export interface Pids {
  look(pid: number): ProcessLook;
}

/**
 * What is found at a pid. `denied`: there is a process, of somebody else (EPERM). `zombie`: it has ended, and nobody has asked for its exit code.
 * `startedAtMs` is absent where there is none to be had.
 */
export interface ProcessLook {
  readonly state: 'alive' | 'denied' | 'zombie' | 'dead';
  readonly startedAtMs?: number;
}

/** What is known of a session when it is launched. */
export interface LaunchMeta {
  readonly id: string;
  /** The name of the source that will list it. */
  readonly source: string;
  /** When the session began, as whoever launched it says. Not to be relied on: it may lie in the future, or be NaN. */
  readonly startedAtMs: number;
  /** The process of the session itself; absent where it is not known yet. */
  readonly pid?: number;
  /** When that process started, as `pids.look` tells it. A pid alone may be another process's by now. */
  readonly pidStartedAtMs?: number;
  /** The process that started the session's. It may end while the session goes on. */
  readonly wrapperPid?: number;
  /** What the source does not know of it. */
  readonly prompt: string;
}

/** What a registry says of a session. `undefined`: it knows of none. */
export type SessionStatus = 'running' | 'stopped' | 'unknown';

export interface ShownSession {
  readonly id: string;
  readonly status: SessionStatus;
}

/** Who holds a lock: a process, or a person who set it by hand through a process that is gone soon. */
export interface LockOwner {
  readonly pid: number;
  readonly pidStartedAtMs: number;
  readonly manual: boolean;
}

export interface ShownLock {
  readonly name: string;
}

/** What is kept of a launch. More keys than these are welcome. */
export interface StoredLaunch {
  readonly id: string;
  readonly pid?: number | null | undefined;
  /** Any JSON. */
  readonly [key: string]: Json | undefined;
}

/**
 * One opened registry, as the harness drives it. An adapter implements what its claims name. Everything may be synchronous or return a promise; a
 * promise is the acknowledgement when it resolves.
 */
export interface Registry {
  /** A session was launched, and what is given is to be kept. Its id may have been another session's, which is dead. */
  launch?(meta: LaunchMeta): Awaitable<unknown>;
  /** Every session that is known, each once. */
  list?(): Awaitable<readonly ShownSession[]>;
  /** What is so of one session now. */
  status?(id: string): Awaitable<SessionStatus | undefined>;
  /** The wrapper of a session has ended. */
  exited?(id: string): Awaitable<unknown>;
  /** Removes what has had its time. A registry that does so by itself need not have it. */
  sweep?(): Awaitable<unknown>;
  /** `false` if another one has it. A call that throws has not got it either. */
  lock?(name: string, owner: LockOwner): Awaitable<boolean>;
  unlock?(name: string, owner: LockOwner): Awaitable<unknown>;
  /** The locks that are held. */
  locks?(): Awaitable<readonly ShownLock[]>;
  /** What is kept of launches, read anew or as it is in memory. */
  stored?(): Awaitable<readonly StoredLaunch[]>;
  close?(): Awaitable<unknown>;
}

/** The methods that a registry with these claims must have. */
export function methodsOf(claims: RegistryClaims): readonly (keyof Registry)[] {
  const { status = 'sources-and-pids', launches = 'kept', wrappers = 'told', locks = 'none', manualLocks = 'none' } = claims;
  const tells = status !== 'nothing';
  return [
    ...(tells ? (['list', 'status'] as const) : []),
    ...(tells || launches === 'kept' ? (['launch'] as const) : []),
    ...(launches === 'kept' ? (['stored'] as const) : []),
    ...(tells && wrappers === 'told' ? (['exited'] as const) : []),
    ...(locks !== 'none' || manualLocks === 'kept' ? (['lock', 'unlock', 'locks'] as const) : []),
  ];
}
