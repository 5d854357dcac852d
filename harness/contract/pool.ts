import type { JudgedPackage } from './adapter.ts';
import type { PoolClaims } from './pool-claims.ts';
import type { Awaitable } from './session-store.ts';

/** Whose session it is: one conversation with one kind of agent. A chat may talk to several, each in a session of its own. */
export interface PoolKey {
  readonly chat: string;
  readonly agent: string;
}

/** A pool of warm agents, as its user sees it. `sweep`, `reap`, `abort` and `close` are needed where the claims speak of them. */
export interface Pool {
  /**
   * One turn: hands the input to the agent of this chat, starts or reattaches that one first if it does not run, and resolves when the turn is over.
   * A turn that failed resolves with `failed`, or rejects.
   */
  prompt(chat: string, agent: string, input: string): Promise<TurnResult>;
  /** Interrupts the turn in flight. The agent stays. */
  abort?(chat: string, agent: string): Awaitable<void>;
  /** The chat is over: every agent of it goes. Closing it again changes nothing. */
  close?(chat: string): Awaitable<void>;
  /** What a timer would do now and then: evicts what is idle past its time or over the cap. Absent where only the pool's own timers do it. */
  sweep?(): Awaitable<void>;
  /** Removes worktrees that nobody needs any more. */
  reap?(): Awaitable<void>;
  /** Sessions whose agent runs, or is being started. */
  live(): Awaitable<readonly LiveSession[]>;
  /** Takes no more prompts, waits for the turns in flight, and stops every agent. */
  dispose(): Awaitable<void>;
}

export interface TurnResult {
  readonly status: 'done' | 'failed' | 'aborted';
}

export interface LiveSession extends PoolKey {
  /** A turn is in flight. */
  readonly busy: boolean;
}

/** What `open` gets. */
export interface PoolOpenOptions {
  /** Absolute path of an existing directory, should the pool keep something of its own. */
  readonly dir: string;
  readonly clock: PoolClock;
  readonly backend: Backend;
  readonly rows: Rows;
  /** Whether the agent's process lives, by its pid. */
  isAlive(pid: number): Promise<boolean>;
  readonly config: PoolConfig;
  /** For pools that report background errors: pass each one on. */
  onError(error: unknown): void;
}

/** The same time as `Date` and the timers of the language show; simulated while a pool is judged. */
export interface PoolClock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface PoolConfig {
  /** An agent that is idle for longer is stopped. */
  readonly idleTtlMs: number;
  /** As many agents stay alive at most. */
  readonly maxLive: number;
  /** A worktree younger than this is not removed. */
  readonly graceMs: number;
  /** A working agent gives a sign of life this often. */
  readonly heartbeatMs: number;
}

/** What starts agents and keeps their worktrees. Played by the harness while a pool is judged. */
export interface Backend {
  /**
   * Starts an agent. With `resumeId` it goes on with that session of the backend's, and has its id; without, it begins a new one. Rejects if it
   * cannot be started.
   */
  spawn(key: PoolKey, resumeId?: string): Promise<Agent>;
  worktrees(): Promise<readonly Worktree[]>;
  /** By the worktree's id. */
  inspect(worktree: string): Promise<WorktreeState>;
  remove(worktree: string): Promise<void>;
}

/** A process that serves one session, one turn at a time. */
export interface Agent {
  readonly pid: number;
  /** The backend's id of the session. */
  readonly sessionId: string;
  /** Begins a turn. */
  send(input: string): void;
  /** Interrupts the turn in flight: no delta of it follows, and at most one terminal event. */
  cancel(): void;
  /** Ends the process. Resolves when it is gone; no event follows. */
  kill(): Promise<void>;
  /** Told every event from now on. */
  on(listener: (event: AgentEvent) => void): void;
}

/**
 * What an agent tells, in order. As with real ones, no event says which turn it belongs to.
 *
 * - `delta`: a piece of the answer. A turn that is not interrupted has at least one.
 * - `terminal`: the turn is over. The one of an interrupted turn may come late: while nothing is in flight, or after the next turn was
 *   sent. It comes before the first delta of the next turn, or never.
 * - `heartbeat`: every `heartbeatMs` while a turn is in flight, if the agent gets to it.
 * - `exit`: the process is gone, by itself.
 */
export type AgentEvent =
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'terminal' }
  | { readonly type: 'heartbeat' }
  | { readonly type: 'exit'; readonly code: number };

/** A working copy that a chat's agents work in. */
export interface Worktree {
  readonly id: string;
  readonly chat: string;
}

/** What is known of a worktree: changes that are not committed, commits that are not pushed, and its age. */
export type WorktreeState = { readonly dirty: boolean; readonly unpushed: boolean; readonly ageMs: number } | 'unknown';

/** Where sessions are remembered: a table with one row for each (chat, agent). A call that has resolved outlives the process. */
export interface Rows {
  get(key: PoolKey): Promise<SessionRow | undefined>;
  /** Inserts the row, or replaces the one of its key. */
  put(row: SessionRow): Promise<void>;
  delete(key: PoolKey): Promise<void>;
  list(): Promise<readonly SessionRow[]>;
}

export interface SessionRow extends PoolKey {
  /** The backend's id of the session, to be resumed. */
  readonly sessionId: string;
  readonly status: 'idle' | 'busy' | 'crashed';
}

/** The module that presents a pool to the harness: its default export, made by `definePool`. */
export interface PoolAdapter {
  readonly kind: 'pool';
  /** Shown in reports. Letters, digits and `._:@/-`. */
  readonly name: string;
  readonly claims: PoolClaims;
  /** Opens the pool. `rows` is empty at first and later holds what earlier lives of the pool left there. */
  open(options: PoolOpenOptions): Awaitable<Pool>;
  /** The published package under test, where there is one. */
  readonly package?: JudgedPackage;
}
