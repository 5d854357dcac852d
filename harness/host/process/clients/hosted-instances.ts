import path from 'node:path';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { Adapter } from '../../../contract/adapter.ts';
import type { SessionStore } from '../../../contract/session-store.ts';
import { validateStore } from '../../../contract/validate-store.ts';
import { capabilitiesOf } from '../../../model/capabilities.ts';
import { type ClientEvent, type ClientResult, type PathSpelling, SETUP, type StoreOperation } from '../../../model/program.ts';
import { callAsClient, PLAINLY } from '../../client-call.ts';
import { NoAnswer } from '../../no-answer.ts';
import { errorText, failed, type Outcome, threw } from '../../problem.ts';
import { listSessions, readSession } from '../../snapshot.ts';
import type { LastLook } from '../../together.ts';
import { LINK_DIRECTORY } from '../directory-image.ts';
import type { ClientAnswer, ClientCommand, StartedClient, TimedEvent } from './client-messages.ts';

const CLOSING_MS = 1_000;

/** The instances that one process has opened in an attempt, and the clients that use them. In real time. */
export class HostedInstances {
  readonly #adapter: Adapter;
  readonly #directory: string;
  readonly #tell: (event: TimedEvent) => void;
  readonly #stores = new Map<number, SessionStore>();
  #lastNs = 0n;

  constructor(adapter: Adapter, directory: string, tell: (event: TimedEvent) => void) {
    this.#adapter = adapter;
    this.#directory = directory;
    this.#tell = tell;
  }

  async open(instance: number, spelling: PathSpelling): Promise<ClientAnswer> {
    try {
      const store = await this.#open(instance, spelling);
      return { outcome: { ok: true, value: undefined }, capabilities: capabilitiesOf(store) };
    } catch (error) {
      return { outcome: threw(error) };
    }
  }

  async #open(instance: number, spelling: PathSpelling): Promise<SessionStore> {
    const store = await this.#adapter.open({ dir: this.#spelled(spelling), onError: () => {} });
    validateStore(store, this.#adapter.claims);
    this.#stores.set(instance, store);
    return store;
  }

  async setUp({ instance, operations }: Extract<ClientCommand, { do: 'setup' }>): Promise<Outcome> {
    for (const [index, operation] of operations.entries()) {
      const problem = await this.#perform(() => this.#call(instance, operation), { client: SETUP, operation: index });
      if (problem !== undefined) return failed('threw', problem);
    }
    return { ok: true, value: undefined };
  }

  /** Each does one operation after the other. */
  async live({ index, instance, path: spelling, operations, from = 0, startNs }: StartedClient): Promise<void> {
    await until(BigInt(startNs));
    for (const [at, operation] of operations.entries()) {
      const open = async () => void (await this.#open(instance, spelling));
      await this.#perform(operation.op === 'open' ? open : () => this.#call(instance, operation), {
        client: index,
        operation: from + at,
      });
    }
  }

  async flush(instance: number): Promise<Outcome> {
    const store = this.#stores.get(instance);
    return PLAINLY.settle(async () => void (await store?.flush?.()));
  }

  /** `undefined`: the instance could not be opened. */
  async look(instance: number, sessions: readonly string[]): Promise<LastLook | undefined> {
    const store = this.#stores.get(instance);
    if (store === undefined) return undefined;
    const read: { [session: string]: LastLook['read'][string] } = {};
    for (const session of sessions) read[session] = await readSession(() => store.read(session), PLAINLY);
    const listed = store.list === undefined ? undefined : await listSessions(store, PLAINLY);
    return { instance, read, ...(listed === undefined ? {} : { listed }) };
  }

  /** Whether all of them closed soon. What they threw is of no interest: the directory is gone by then. */
  async close(): Promise<boolean> {
    const closing = [...this.#stores.values()].map((store) => PLAINLY.settle(async () => void (await store.close?.())));
    const late = new AbortController();
    const inTime = Promise.all(closing).then(() => true);
    const closed = await Promise.race([inTime, wait(CLOSING_MS, false, { signal: late.signal })]);
    late.abort();
    return closed;
  }

  #spelled(spelling: PathSpelling): string {
    const directory = path.join(this.#directory, 'data');
    switch (spelling) {
      case 'plain':
        return directory;
      case 'relative':
        return path.relative(process.cwd(), directory);
      case 'symlink':
        return path.join(this.#directory, LINK_DIRECTORY);
      case 'trailing-slash':
        return `${directory}/`;
    }
  }

  /** The error's text if it was refused. */
  async #perform(
    call: () => Promise<ClientResult | undefined>,
    place: Pick<ClientEvent, 'client' | 'operation'>,
  ): Promise<string | undefined> {
    this.#tell({ atNs: this.#nowNs(), event: { type: 'invoke', ...place } });
    try {
      const result = await call();
      const atNs = this.#nowNs();
      this.#tell({ atNs, event: { type: 'acknowledge', ...place, ...(result === undefined ? {} : { result }) } });
      return undefined;
    } catch (error) {
      // It may have happened, or yet happen; whoever called waits for ever.
      if (error instanceof NoAnswer) return new Promise(() => {});
      const atNs = this.#nowNs();
      const text = errorText(error);
      this.#tell({ atNs, event: { type: 'reject', ...place, error: text } });
      return text;
    }
  }

  async #call(instance: number, operation: StoreOperation): Promise<ClientResult | undefined> {
    const store = this.#stores.get(instance);
    if (store === undefined) throw new Error(`instance ${instance} is not open`);
    return callAsClient(store, operation);
  }

  /** Later than the last time that was asked, however coarse the clock. */
  #nowNs(): bigint {
    const now = process.hrtime.bigint();
    this.#lastNs = now > this.#lastNs ? now : this.#lastNs + 1n;
    return this.#lastNs;
  }
}

/** To the microsecond, where nobody else needs the processor. */
async function until(startNs: bigint): Promise<void> {
  for (;;) {
    const leftMs = Number(startNs - process.hrtime.bigint()) / 1e6;
    if (leftMs <= 0) return;
    if (leftMs > 2) await wait(leftMs - 1);
    else await turn();
  }
}
