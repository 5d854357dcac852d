import type { PoolKey } from '../../harness/contract/pool.ts';
import type { WarmAgent } from './warm-agent.ts';

/** What the pool knows of one (chat, agent). */
export class WarmSession {
  readonly key: PoolKey;
  agent: WarmAgent | undefined;
  /** An agent is being started: it takes a place already. */
  starting = false;
  /** Prompts that are not over. */
  prompts = 0;
  /** The turn was interrupted before it was sent. */
  interrupted = false;
  /** Its chat was closed: what still waits here comes too late. */
  closed = false;
  lastUsedMs: number;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(key: PoolKey, nowMs: number) {
    this.key = key;
    this.lastUsedMs = nowMs;
  }

  get live(): boolean {
    return this.starting || this.agent !== undefined;
  }

  get idle(): boolean {
    return this.agent !== undefined && !this.starting && this.prompts === 0;
  }

  /** Runs one thing after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves when all that was begun is over. */
  async drained(): Promise<void> {
    for (let tail: unknown; tail !== this.#tail; ) {
      tail = this.#tail;
      await this.#tail;
    }
  }
}
