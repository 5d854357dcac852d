import { definePool } from '../harness/contract/define-pool.ts';
import { WARM_POOL_CLAIMS } from './warm-pool/claims.ts';
import { WarmPool } from './warm-pool/warm-pool.ts';

/** An exemplary pool of warm agent sessions: a row for each (chat, agent), agents that go when they are idle and come back under their id. */
export default definePool({
  name: 'warm-pool',
  claims: WARM_POOL_CLAIMS,
  open: (options) => new WarmPool(options).recover(),
});
