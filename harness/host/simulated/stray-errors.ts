import { errorText, type Problem } from '../problem.ts';
import { StoreExited } from './process-identity.ts';

/** Catches what the store throws where nobody can catch it. In a real process Node would print it and exit. */
export class StrayErrors {
  #first: Problem | undefined;

  constructor() {
    process.on('uncaughtException', (error) => this.#note('uncaught', error));
    process.on('unhandledRejection', (error) => this.#note('unhandled-rejection', error));
  }

  begin(): void {
    this.#first = undefined;
  }

  get first(): Problem | undefined {
    return this.#first;
  }

  exited(how: string): void {
    this.#first ??= { kind: 'exited', message: how };
  }

  #note(kind: 'uncaught' | 'unhandled-rejection', error: unknown): void {
    if (error instanceof StoreExited) return;
    this.#first ??= { kind, message: errorText(error) };
  }
}
