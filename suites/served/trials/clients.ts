import type { Outcome } from '../../../harness/host/problem.ts';
import type { Begun, ServedLife } from '../../../harness/host/server/served-life.ts';
import type { Operation } from '../../../harness/model/operation.ts';
import type { Played } from '../played.ts';

/** Somebody who calls one operation after the other, message by message. */
export class Client {
  readonly outcomes: Outcome[] = [];
  readonly life: ServedLife;
  readonly #begin: readonly (() => Begun)[];
  readonly #which: 'lowest' | 'highest';
  #current: Begun | undefined;

  /** @param which Of an instance that two clients use: on which of its connections this one's requests are. */
  constructor(life: ServedLife, begin: readonly (() => Begun)[], which: 'lowest' | 'highest' = 'lowest') {
    this.life = life;
    this.#begin = begin;
    this.#which = which;
  }

  static calling(life: ServedLife, operations: readonly Operation[], which?: 'lowest' | 'highest'): Client {
    return new Client(
      life,
      operations.map((operation) => () => life.begin(operation)),
      which,
    );
  }

  begin(): void {
    this.#current = this.#begin[this.outcomes.length]?.();
  }

  /** Lets one request go, if there is one. @returns false where it has come to its end, or waits in a server. */
  async goOn(): Promise<boolean> {
    const { life } = this;
    const standing = await life.rest();
    if (this.#current === undefined) return false;
    if (this.#current.answer !== undefined) {
      this.outcomes.push(await life.finish(this.#current));
      this.begin();
      return this.#current !== undefined;
    }
    if (standing !== 'idle' || !life.isHeld) return false;
    life.releaseOne(this.#which);
    return true;
  }

  /** Everything that is left, while nothing is held. */
  async finish(): Promise<Outcome[]> {
    while (this.#current !== undefined) {
      const outcome = await this.life.finish(this.#current);
      this.outcomes.push(outcome);
      this.#current = undefined;
      if (outcome.ok || outcome.problem.kind === 'threw') this.begin();
    }
    return this.outcomes;
  }
}

/**
 * Two clients, message by message: the first one's requests go up to `switchAt`, then all of the second one's, unless the server lets it wait for what the first
 * one holds; then the rest.
 */
export async function interleave(first: Client, second: Client, switchAt: number): Promise<void> {
  const lives = [...new Set([first.life, second.life])];
  if (lives.length > 1) first.life.accompany(second.life);
  for (const life of lives) life.hold();
  first.begin();
  second.begin();
  for (let released = 0; released < switchAt && (await first.goOn()); released++);
  // The last one that was let go is answered before the second client goes on.
  await first.life.rest();
  while (await second.goOn());
  for (const life of lives) life.letGo();
}

export function requestsOf({ events }: { readonly events: Played['events'] }): number {
  return events.filter((event) => event.type === 'request' && !event.handshake).length;
}
