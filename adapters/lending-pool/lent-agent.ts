import type { Agent, TurnResult } from '../../harness/contract/pool.ts';

/** An agent as a resource: it is lent to one prompt at a time. */
export class LentAgent {
  alive = true;
  busy = false;
  readonly #agent: Agent;
  #settle: ((result: TurnResult) => void) | undefined;

  constructor(agent: Agent) {
    this.#agent = agent;
    agent.on(({ type }) => {
      if (type === 'terminal') this.#end('done');
      if (type !== 'exit') return;
      this.alive = false;
      this.#end('failed');
    });
  }

  turn(input: string): Promise<TurnResult> {
    return new Promise((resolve) => {
      this.busy = true;
      this.#settle = resolve;
      this.#agent.send(input);
    });
  }

  async stop(): Promise<void> {
    this.alive = false;
    await this.#agent.kill();
  }

  #end(status: TurnResult['status']): void {
    this.busy = false;
    this.#settle?.({ status });
    this.#settle = undefined;
  }
}
