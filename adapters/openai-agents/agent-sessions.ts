import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Json, SessionStore, ShownState } from '../../harness/contract/session-store.ts';

/** An item of a history. `providerData` is any JSON: stores keep it for whoever made the item. */
interface Item {
  type?: string;
  role?: string;
  content?: unknown;
  providerData?: { [key: string]: unknown };
}

type Transaction =
  | { type: 'append_items'; items: Item[] }
  | { type: 'replace_suffix'; expectedSuffix: Item[]; replacement: Item[] };

/** The history of one conversation, as the interface has it. */
export interface Session {
  getItems(limit?: number): Promise<Item[]>;
  addItems(items: Item[]): Promise<void>;
  popItem(): Promise<Item | undefined>;
  clearSession(): Promise<void>;
  applyHistoryTransaction?(args: { operationId: string; transaction: Transaction }): Promise<void> | void;
}

/** Any id will do: nothing is stored in it. */
const SAMPLE = 'sample';

/**
 * The conversations that `open` gives, as one store. One of them is opened at once: it tells whether they have transactions, and what is amiss is told before
 * anything is stored.
 */
export async function agentSessions(open: (sessionId: string) => Promise<Session>): Promise<SessionStore> {
  const sample = await open(SAMPLE);
  // What it has begun in its constructor may fail, and whoever opens a conversation asks it something.
  await sample.getItems(1);
  return typeof sample.applyHistoryTransaction === 'function' ? new TransactedSessions(open) : new AgentSessions(open);
}

/** Drives conversations as an agent's runner does: a record is the content of one item. */
class AgentSessions implements SessionStore {
  readonly #open: (sessionId: string) => Promise<Session>;
  readonly #opened = new Map<string, Promise<Session>>();

  constructor(open: (sessionId: string) => Promise<Session>) {
    this.#open = open;
  }

  async append(session: string, record: Json): Promise<void> {
    const item = itemOf(record);
    await (await this.sessionOf(session)).addItems([item]);
  }

  /** Of a conversation without items nobody can tell whether it was ever begun. */
  async read(session: string): Promise<ShownState | null> {
    const items = await (await this.sessionOf(session)).getItems();
    return items.length === 0 ? null : { records: items.map(({ providerData }) => providerData?.record) };
  }

  async delete(session: string): Promise<void> {
    await (await this.sessionOf(session)).clearSession();
  }

  /** One object a conversation: there may be sessions that are nowhere but in it. */
  protected sessionOf(session: string): Promise<Session> {
    const known = this.#opened.get(session);
    if (known !== undefined) return known;
    const opened = this.#open(session);
    this.#opened.set(session, opened);
    // What could not be opened is tried anew.
    opened.catch(() => this.#opened.delete(session));
    return opened;
  }
}

/** Those that change their history atomically, and once however often they are told to. */
class TransactedSessions extends AgentSessions {
  async appendAll(session: string, records: Json[]): Promise<void> {
    const items = records.map(itemOf);
    await transact(await this.sessionOf(session), { type: 'append_items', items });
  }

  async rewrite(session: string, records: Json[]): Promise<void> {
    const replacement = records.map(itemOf);
    if (replacement.length === 0) throw new Error('A conversation without items cannot be told from one that never was');
    const conversation = await this.sessionOf(session);
    for (;;) {
      const expectedSuffix = await conversation.getItems();
      if (expectedSuffix.length === 0) throw new Error(`There is no session ${JSON.stringify(session)}`);
      try {
        return await transact(conversation, { type: 'replace_suffix', expectedSuffix, replacement });
      } catch (error) {
        // Refused where somebody has added to it meanwhile; else it is another error.
        if (isDeepStrictEqual(await conversation.getItems(), expectedSuffix)) throw error;
      }
    }
  }
}

/** What was rejected is told once more under the same name: it may have been done. */
async function transact(conversation: Session, transaction: Transaction): Promise<void> {
  const args = { operationId: randomUUID(), transaction };
  try {
    await conversation.applyHistoryTransaction?.(args);
  } catch {
    await conversation.applyHistoryTransaction?.(args);
  }
}

/** Copied: what is to be stored does not change while it waits, and is the same when it is told again. */
function itemOf(record: Json): Item {
  return { type: 'message', role: 'user', content: 'A record', providerData: { record: structuredClone(record) } };
}
