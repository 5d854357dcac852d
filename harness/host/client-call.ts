import type { SessionStore } from '../contract/session-store.ts';
import type { ClientResult, StoreOperation } from '../model/program.ts';
import { callOperation } from './call-operation.ts';
import { NoAnswer } from './no-answer.ts';
import { type Outcome, threw } from './problem.ts';
import { readSession } from './snapshot.ts';

/** What a client waits when it rests: longer than anybody waits who tries again later. Where time is real nobody rests. */
const REST_MS = 60_000;

/** Calls an operation of a client. Rejects with what the store rejected with, or because it returned something wrong. */
export async function callAsClient(store: SessionStore, operation: StoreOperation): Promise<ClientResult | undefined> {
  if (operation.op === 'read') {
    const result = await readSession(() => store.read(operation.session), PLAINLY);
    if ('problem' in result) throw new Error(result.problem.message);
    // A store may go on changing what it returned.
    return { state: structuredClone(result.state) };
  }
  if (operation.op === 'consume') {
    const won: unknown = await store.consume?.(operation.session);
    if (typeof won !== 'boolean') throw new Error(`consume must return true or false; it returned ${typeof won}`);
    return { won };
  }
  if (operation.op === 'rest') await new Promise<void>((resolve) => setTimeout(resolve, REST_MS));
  await callOperation(store, operation);
  return undefined;
}

/** Calls the store without moving anything on: whoever runs it does that, and keeps the deadlines. */
export const PLAINLY = {
  async settle<T>(call: () => T | PromiseLike<T>): Promise<Outcome<Awaited<T>>> {
    try {
      return { ok: true, value: await call() };
    } catch (error) {
      // Whoever runs it sees that nothing comes.
      if (error instanceof NoAnswer) return new Promise(() => {});
      return threw(error);
    }
  },
};
