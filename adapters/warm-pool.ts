import { definePool } from '../harness/contract/define-pool.ts';
import { WarmPool } from './warm-pool/warm-pool.ts';

/** An exemplary pool of warm agent sessions: a row for each (chat, agent), agents that go when they are idle and come back under their id. */
export default definePool({
  name: 'warm-pool',
  claims: {
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
  },
  open: (options) => new WarmPool(options).recover(),
});
