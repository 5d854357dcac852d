import { definePool } from '../harness/contract/define-pool.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { LendingPool } from './lending-pool/lending-pool.ts';
import type { LentAgent } from './lending-pool/lent-agent.ts';

const TARN = new ProjectPackage('tarn', '^3.0.2');

/**
 * tarn 3, the pool of knex: resources that are lent, validated on loan, and destroyed when they are idle. Its documentation promises the maximum, the idle
 * time, validation, and that destroying the pool waits for what is lent.
 */
export default definePool({
  name: 'tarn',
  package: TARN.judged(),
  claims: { sessions: 'any', idle: 'evicted', cap: 'waits', crash: 'respawns', dispose: 'drains' },
  open: async ({ backend, config }) => {
    const { Pool } = await TARN.import<TarnModule>({ Pool: ['acquire', 'release', 'destroy'] });
    return new LendingPool(backend, ({ create, destroy, isUsable }) => {
      const { maxLive: max, idleTtlMs: idleTimeoutMillis } = config;
      const pool = new Pool({ create, destroy, validate: isUsable, min: 0, max, idleTimeoutMillis });
      return {
        acquire: async () => pool.acquire().promise,
        release: (agent) => void pool.release(agent),
        drain: async () => void (await pool.destroy()),
      };
    });
  },
});

interface TarnModule {
  Pool: new (options: object) => TarnPool;
}

interface TarnPool {
  acquire(): { readonly promise: Promise<LentAgent> };
  release(agent: LentAgent): boolean;
  destroy(): Promise<unknown>;
}
