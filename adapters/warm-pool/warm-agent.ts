import type { Agent, AgentEvent, PoolClock, TurnResult } from '../../harness/contract/pool.ts';
import { TrailingTerminals } from './trailing-terminals.ts';

/** A running agent, and the turn that it works on. */
export class WarmAgent {
  readonly sessionId: string;
  readonly pid: number;
  protected trailing = new TrailingTerminals();
  readonly #agent: Agent;
  readonly #clock: PoolClock;
  readonly #onExit: () => void;
  #settle: ((result: TurnResult) => void) | undefined;
  #exited = false;
  #heardMs: number;

  constructor(agent: Agent, clock: PoolClock, onExit: () => void) {
    this.#agent = agent;
    this.#clock = clock;
    this.#onExit = onExit;
    this.sessionId = agent.sessionId;
    this.pid = agent.pid;
    this.#heardMs = clock.now();
    agent.on((event) => this.#heard(event));
  }

  get exited(): boolean {
    return this.#exited;
  }

  get working(): boolean {
    return this.#settle !== undefined;
  }

  /** How long it has given no sign of life. */
  get silentMs(): number {
    return this.#clock.now() - this.#heardMs;
  }

  turn(input: string): Promise<TurnResult> {
    if (this.#exited) return Promise.resolve({ status: 'failed' });
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#heardMs = this.#clock.now();
      this.#agent.send(input);
    });
  }

  interrupt(): void {
    if (!this.working) return;
    this.trailing.interrupted();
    this.#agent.cancel();
    this.end('aborted');
  }

  /** It is gone, as far as can be known: its turn has failed. */
  lost(): void {
    this.end('failed');
    this.gone();
  }

  /** Ends the process, and with it the turn. */
  async stop(): Promise<void> {
    this.#exited = true;
    this.end('aborted');
    await this.#agent.kill();
  }

  protected gone(): void {
    this.#exited = true;
    this.#onExit();
  }

  protected end(status: TurnResult['status']): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.({ status });
  }

  protected answered(): void {
    if (this.working) this.trailing.answered();
  }

  protected ended(): void {
    if (!this.trailing.swallow()) this.end('done');
  }

  #heard(event: AgentEvent): void {
    if (this.#exited) return;
    this.#heardMs = this.#clock.now();
    if (event.type === 'delta') this.answered();
    else if (event.type === 'terminal') this.ended();
    else if (event.type === 'exit') this.lost();
  }
}
