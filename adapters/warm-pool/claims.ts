import type { PoolClaims } from '../../harness/contract/pool-claims.ts';

/** All that a pool can promise. */
export const WARM_POOL_CLAIMS: PoolClaims = {
  sessions: 'by-key',
  idle: 'evicted',
  cap: 'evicts',
  crash: 'respawns',
  abort: 'interrupts',
  close: 'evicts',
  rows: 'kept',
  restart: 'reattaches',
  reaper: 'removes-orphans',
  heartbeat: 'watched',
  dispose: 'drains',
};
