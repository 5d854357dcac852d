import type { Backend, LiveSession, Pool, TurnResult } from '../../harness/contract/pool.ts';
import { LentAgent } from './lent-agent.ts';

/** A pool of any resources, as far as agents need it. */
export interface Lender {
  acquire(): Promise<LentAgent>;
  release(agent: LentAgent): Promise<void> | void;
  /** Takes no more, waits for what is lent, and ends everything. */
  drain(): Promise<void>;
}

/** How a lender makes its resources, and looks after them. */
export interface LentAgents {
  create(): Promise<LentAgent>;
  isUsable(agent: LentAgent): boolean;
  destroy(agent: LentAgent): Promise<void>;
}

/** Whose agents they are: nobody's. */
const NOBODY = { chat: 'any', agent: 'any' };

/** A turn borrows an agent, whichever is free. What becomes of agents is the lender's business alone. */
export class LendingPool implements Pool {
  readonly #lender: Lender;
  readonly #agents = new Set<LentAgent>();

  constructor(backend: Backend, lenderOf: (agents: LentAgents) => Lender) {
    this.#lender = lenderOf({
      create: async () => {
        const agent = new LentAgent(await backend.spawn(NOBODY));
        this.#agents.add(agent);
        return agent;
      },
      isUsable: ({ alive }) => alive,
      destroy: async (agent) => {
        this.#agents.delete(agent);
        await agent.stop();
      },
    });
  }

  async prompt(_chat: string, _agent: string, input: string): Promise<TurnResult> {
    const agent = await this.#lender.acquire();
    try {
      return await agent.turn(input);
    } finally {
      await this.#lender.release(agent);
    }
  }

  live(): LiveSession[] {
    return [...this.#agents].map(({ busy }) => ({ ...NOBODY, busy }));
  }

  dispose(): Promise<void> {
    return this.#lender.drain();
  }
}
