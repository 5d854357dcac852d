import type { LiveSession, PoolKey, SessionRow, TurnResult, WorktreeState } from '../../contract/pool.ts';

/** What was seen of a pool from outside, in order: its calls of the backend and the rows, what it was told, and what it answered. Plain data. */
export type PoolEvent = { readonly atMs: number } & (
  | { readonly type: 'open' }
  | { readonly type: 'opened'; readonly error?: string }
  | { readonly type: 'call'; readonly call: number; readonly of: PoolCall }
  | { readonly type: 'return'; readonly call: number; readonly status?: TurnResult['status']; readonly error?: string }
  | ({ readonly type: 'spawn'; readonly spawn: number; readonly resumeId?: string } & PoolKey)
  | { readonly type: 'spawned'; readonly spawn: number; readonly sessionId: string }
  | { readonly type: 'spawn-failed'; readonly spawn: number }
  /** `call`: the prompt whose input it was. */
  | { readonly type: 'send'; readonly spawn: number; readonly call: number }
  | { readonly type: 'cancel' | 'kill'; readonly spawn: number }
  | { readonly type: 'delta' | 'terminal' | 'trailing-terminal' | 'heartbeat' | 'stall'; readonly spawn: number }
  | { readonly type: 'exit'; readonly spawn: number }
  | { readonly type: 'put'; readonly row: SessionRow }
  | { readonly type: 'written'; readonly row: SessionRow }
  | ({ readonly type: 'delete' } & PoolKey)
  | { readonly type: 'worktree'; readonly chat: string; readonly state: WorktreeState }
  | { readonly type: 'remove'; readonly chat: string }
  /** Nothing can happen any more without time going on: what the pool had to do, it has done. */
  | {
      readonly type: 'quiet';
      /** Time has passed since anything was called or told, as much as `PATIENCE_MS`: also what a pool retries after a while is done. */
      readonly waited: boolean;
      readonly live?: readonly LiveSession[];
      readonly rows: readonly SessionRow[];
    }
  /** The process is killed. What the rows hold is what the next one finds. */
  | { readonly type: 'crash'; readonly rows: readonly SessionRow[] }
);

export type PoolCall =
  | ({ readonly op: 'prompt' | 'abort' } & PoolKey)
  | { readonly op: 'close'; readonly chat: string }
  | { readonly op: 'sweep' | 'reap' | 'dispose' };

export type PoolEventOf<T extends PoolEvent['type']> = Extract<PoolEvent, { type: T }>;
