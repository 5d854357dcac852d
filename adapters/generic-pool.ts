import { definePool } from '../harness/contract/define-pool.ts';
import type { PoolConfig } from '../harness/contract/pool.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { LendingPool, type LentAgents } from './lending-pool/lending-pool.ts';
import type { LentAgent } from './lending-pool/lent-agent.ts';

const GENERIC_POOL = new ProjectPackage('generic-pool', '^3.9.0');

/**
 * generic-pool 3: resources that are lent, tested on loan, and evicted when they are idle. Which of them serves is of no interest, and it knows of no
 * chats. Its documentation promises the maximum, the idle time, validation, and to drain.
 */
export default definePool({
  name: 'generic-pool',
  package: GENERIC_POOL.judged(),
  claims: { sessions: 'any', idle: 'evicted', cap: 'waits', crash: 'respawns', dispose: 'drains' },
  open: async ({ backend, config }) => {
    const { createPool } = await GENERIC_POOL.import<GenericPoolModule>({ createPool: [] });
    return new LendingPool(backend, (agents) => {
      const pool = createPool(factoryOf(agents), optionsOf(config));
      return {
        acquire: async () => pool.acquire(),
        release: async (agent) => pool.release(agent),
        drain: async () => {
          await pool.drain();
          await pool.clear();
        },
      };
    });
  },
});

function factoryOf({ create, destroy, isUsable }: LentAgents): object {
  return { create, destroy, validate: async (agent: LentAgent) => isUsable(agent) };
}

/** Evicts nothing by default: it looks for idle resources only if it is told how often. */
function optionsOf({ maxLive, idleTtlMs }: PoolConfig): object {
  return { max: maxLive, testOnBorrow: true, idleTimeoutMillis: idleTtlMs, evictionRunIntervalMillis: idleTtlMs / 4 };
}

interface GenericPoolModule {
  createPool(factory: object, options: object): GenericPool;
}

interface GenericPool {
  acquire(): PromiseLike<LentAgent>;
  release(agent: LentAgent): PromiseLike<void>;
  drain(): PromiseLike<void>;
  clear(): PromiseLike<void>;
}
