import path from 'node:path';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import type { Json, SessionState, SessionStore } from '../harness/contract/session-store.ts';

const COMMUNITY = new ProjectPackage('@langchain/community', '^0.3.0 || ^1.0.0');
const CORE = new ProjectPackage('@langchain/core', '^0.3.0 || ^1.0.0');

/**
 * `FileSystemChatMessageHistory` of @langchain/community 0.3 and 1: the messages of all sessions in one JSON file. As in its documentation there is a new
 * history object for each use, and a record is a human message with the record's JSON as its text. It says that it stores
 * the history in a file and is for demos and development, and nothing of several instances or processes.
 */
export default defineAdapter({
  name: 'langchain-chat-history',
  package: COMMUNITY.judged(),
  claims: { survives: 'process-kill', writers: 'one-instance' },
  open: async ({ dir }) => {
    const { FileSystemChatMessageHistory } = await COMMUNITY.import<HistoryModule>(
      { FileSystemChatMessageHistory: ['getMessages', 'addMessage', 'clear', 'getAllSessions'] },
      '/stores/message/file_system',
    );
    const { HumanMessage } = await CORE.import<MessagesModule>({ HumanMessage: [] }, '/messages');
    const filePath = path.join(dir, 'history.json');
    return new ChatHistories(
      (sessionId) => new FileSystemChatMessageHistory({ sessionId, userId: 'user', filePath }),
      (text) => new HumanMessage(text),
    );
  },
});

interface Message {
  readonly content: unknown;
}

interface History {
  getMessages(): Promise<Message[]>;
  addMessage(message: Message): Promise<void>;
  clear(): Promise<void>;
  getAllSessions(): Promise<{ id: string }[]>;
}

interface HistoryModule {
  FileSystemChatMessageHistory: new (options: { sessionId: string; userId: string; filePath: string }) => History;
}

interface MessagesModule {
  HumanMessage: new (text: string) => Message;
}

class ChatHistories implements SessionStore {
  readonly #historyOf: (session: string) => History;
  readonly #messageOf: (text: string) => Message;

  constructor(historyOf: (session: string) => History, messageOf: (text: string) => Message) {
    this.#historyOf = historyOf;
    this.#messageOf = messageOf;
  }

  async append(session: string, record: Json): Promise<void> {
    await this.#historyOf(session).addMessage(this.#messageOf(JSON.stringify(record)));
  }

  /** Of a session that does not exist there are no messages, and the same of one without any. */
  async read(session: string): Promise<SessionState | null> {
    const messages = await this.#historyOf(session).getMessages();
    return messages.length === 0 ? null : { records: messages.map(({ content }) => JSON.parse(String(content)) as Json) };
  }

  async list(): Promise<string[]> {
    // Any history lists all sessions of its user.
    return (await this.#historyOf('').getAllSessions()).map(({ id }) => id);
  }

  async delete(session: string): Promise<void> {
    await this.#historyOf(session).clear();
  }
}
