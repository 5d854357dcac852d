/**
 * What a pool promises. Only what is claimed is judged. A pool of warm agent sessions claims all of it; a pool of any resources the part that it
 * has.
 *
 * @property sessions whether an agent belongs to its (chat, agent) for good (`by-key`), or any idle one serves whoever comes (`any`), or any one at
 *   all, be it busy or not (`shared`).
 * @property idle what becomes of an agent that is idle for longer than `idleTtlMs`: it is `evicted`, or it is `kept` (the default).
 * @property cap what a prompt gets while `maxLive` agents run: the least recently used idle one makes room (`evicts`), or the prompt
 *   waits until one is free, or shares one (`waits`), or there is no cap (`none`, the default).
 * @property crash whether an agent that exits settles its turn as failed and is replaced for the next one (`respawns`), or nothing is said
 *   (`unhandled`, the default).
 * @property abort whether a turn can be interrupted while the agent stays (`interrupts`).
 * @property close whether a chat can be closed (`evicts`).
 * @property rows whether sessions are remembered in `rows` (`kept`).
 * @property restart what a pool that was killed does with the rows that it finds: the sessions go on under their ids (`reattaches`), or begin
 *   anew (`recreates`). Needs `rows: 'kept'`.
 * @property reaper whether worktrees are removed (`removes-orphans`).
 * @property heartbeat whether signs of life are looked at (`watched`).
 * @property dispose whether `dispose` waits for the turns in flight and stops every agent (`drains`).
 */
export interface PoolClaims {
  readonly sessions: 'by-key' | 'any' | 'shared';
  readonly idle?: 'evicted' | 'kept';
  readonly cap?: 'evicts' | 'waits' | 'none';
  readonly crash?: 'respawns' | 'unhandled';
  readonly abort?: 'interrupts' | 'none';
  readonly close?: 'evicts' | 'none';
  readonly rows?: 'kept' | 'none';
  readonly restart?: 'reattaches' | 'recreates' | 'none';
  readonly reaper?: 'removes-orphans' | 'none';
  readonly heartbeat?: 'watched' | 'none';
  readonly dispose?: 'drains' | 'none';
}

export type ResolvedPoolClaims = Required<PoolClaims>;

export const POOL_CLAIM_VALUES = {
  sessions: ['by-key', 'any', 'shared'],
  idle: ['evicted', 'kept'],
  cap: ['evicts', 'waits', 'none'],
  crash: ['respawns', 'unhandled'],
  abort: ['interrupts', 'none'],
  close: ['evicts', 'none'],
  rows: ['kept', 'none'],
  restart: ['reattaches', 'recreates', 'none'],
  reaper: ['removes-orphans', 'none'],
  heartbeat: ['watched', 'none'],
  dispose: ['drains', 'none'],
} as const satisfies { [K in keyof PoolClaims]-?: readonly NonNullable<PoolClaims[K]>[] };

export function resolvePoolClaims(claims: PoolClaims): ResolvedPoolClaims {
  return {
    sessions: claims.sessions,
    idle: claims.idle ?? 'kept',
    cap: claims.cap ?? 'none',
    crash: claims.crash ?? 'unhandled',
    abort: claims.abort ?? 'none',
    close: claims.close ?? 'none',
    rows: claims.rows ?? 'none',
    restart: claims.restart ?? 'none',
    reaper: claims.reaper ?? 'none',
    heartbeat: claims.heartbeat ?? 'none',
    dispose: claims.dispose ?? 'none',
  };
}
