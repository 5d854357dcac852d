import type { PoolKey, WorktreeState } from '../../contract/pool.ts';

/** What is done to a pool, or happens to it. Plain data. */
export type PoolCommand =
  | ({ readonly op: 'prompt' } & PoolKey)
  | ({ readonly op: 'abort' } & PoolKey)
  | { readonly op: 'close'; readonly chat: string }
  | { readonly op: 'sweep' }
  | { readonly op: 'reap' }
  | { readonly op: 'dispose' }
  | { readonly op: 'pass'; readonly ms: number }
  /** What the agent of this session tells, if it is in a state to tell it; see `AgentEvent`. */
  | ({ readonly op: AgentCommand } & PoolKey)
  /** The next agent that is to be started does not start. */
  | { readonly op: 'spawn-fails' }
  /** From now on the chat has a worktree in this state, which gets older. */
  | ({ readonly op: 'worktree'; readonly chat: string } & KnownState)
  /** From now on nothing can be learned of the chat's worktree. */
  | { readonly op: 'unknown-worktree'; readonly chat: string };

type KnownState = Exclude<WorktreeState, 'unknown'>;

export function stateOf(command: Extract<PoolCommand, { op: 'worktree' | 'unknown-worktree' }>): WorktreeState {
  if (command.op === 'unknown-worktree') return 'unknown';
  const { dirty, unpushed, ageMs } = command;
  return { dirty, unpushed, ageMs };
}

const AGENT_COMMANDS = ['delta', 'terminal', 'trailing-terminal', 'exit', 'stall'] as const;

/**
 * - `delta`, `terminal`: of the turn in flight. A turn that ends without a delta gets one first.
 * - `trailing-terminal`: of a turn that was interrupted.
 * - `exit`: the process is gone.
 * - `stall`: it works, and gives no sign of life any more.
 */
export type AgentCommand = (typeof AGENT_COMMANDS)[number];

/** Everything that decides what happens: equal programs on equal pools go equally. */
export interface PoolProgram {
  readonly commands: readonly PoolCommand[];
  /**
   * What goes on next, whenever something of the backend or the rows is to complete: 0 the thing that waits longest, and so on; the number after the
   * last one is the next command. When they are used up, what is to complete completes.
   */
  readonly choices: readonly number[];
  /** The pool is killed when so many changes of the rows have reached the disk, and opened again. */
  readonly crash?: { readonly changes: number };
}

/** Short times, in the proportions of real ones: 30 minutes of idleness, 10 agents, an hour of grace. */
export const POOL_CONFIG = { idleTtlMs: 60_000, maxLive: 2, graceMs: 120_000, heartbeatMs: 10_000 } as const;

/** What a pool has to do at once, it has done after this time: it may try again after a while. */
export const PATIENCE_MS = 5_000;

export function sameKey(one: PoolKey, other: PoolKey): boolean {
  return one.chat === other.chat && one.agent === other.agent;
}

export function keyText({ chat, agent }: PoolKey): string {
  return `${chat}/${agent}`;
}
