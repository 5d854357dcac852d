import type { ProcessMessage } from '../pipe-protocol.ts';
import type { StoreProcess } from '../store-process.ts';
import { ClientHost } from './client-host.ts';
import { unpackAnswer, unpackEvent } from './client-messages.ts';

/** A process that hosts clients, itself or in threads. It has loaded its store. */
export class ClientProcess {
  /** Attempts that it has taken part in. */
  attempts = 0;
  readonly #process: StoreProcess;
  readonly #hosts = new Map<number | undefined, ClientHost>();
  readonly #send: (command: object) => void;
  readonly #onPrinted: (bytes: number) => void;
  #killed = false;
  #refusal: { readonly failure: unknown } | undefined;

  constructor(process: StoreProcess, onPrinted: (bytes: number) => void) {
    this.#process = process;
    this.#onPrinted = onPrinted;
    this.#send = process.converse({
      onMessage: (message) => this.#received(message),
      onGone: () => {
        for (const host of this.#hosts.values()) host.on.gone();
      },
    });
    process.refused.catch((failure: unknown) => {
      this.#refusal = { failure };
      for (const host of this.#hosts.values()) host.on.refused(failure);
    });
  }

  /** And is going to be. */
  get isAlive(): boolean {
    return !this.#killed && this.#process.isAlive;
  }

  get pids(): readonly number[] {
    return this.#process.pids;
  }

  get endedBy(): string {
    return this.#process.endedBy;
  }

  /** The process itself, or one of its threads, which begins when it is first spoken to. */
  host(thread?: number): ClientHost {
    const known = this.#hosts.get(thread);
    if (known !== undefined) return known;
    const address = thread === undefined ? {} : { thread };
    const made = new ClientHost((command) => this.#send({ command, ...address }), { pid: this.#process.pid });
    this.#hosts.set(thread, made);
    if (this.#refusal !== undefined) made.on.refused(this.#refusal.failure);
    return made;
  }

  /** Without waiting. */
  kill(): void {
    this.#killed = true;
    this.#process.killNow();
  }

  /** Resolves when it is gone. */
  async end(): Promise<void> {
    this.#killed = true;
    await this.#process.kill();
  }

  #received(message: ProcessMessage): void {
    if (message.type !== 'client-event' && message.type !== 'answer' && message.type !== 'stray') return;
    const host = this.#hosts.get(message.thread);
    if (message.type === 'client-event') host?.on.event(unpackEvent(message.packed));
    else if (message.type === 'stray') host?.on.stray(message.problem);
    else {
      const answer = unpackAnswer(message.packed);
      this.#onPrinted(answer.printedBytes ?? 0);
      host?.on.answer(answer);
    }
  }
}
