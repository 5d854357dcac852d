import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Json, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { sessionFileName } from '../durable-files/session-file-name.ts';

interface SessionManager {
  appendMessage(message: AssistantMessage): string;
  buildSessionContext(): { messages: readonly { role: string; content: unknown }[] };
}

export interface PiModule {
  SessionManager: { open(file: string, sessionDir: string, cwd: string): SessionManager };
}

/** The parts of an assistant's message that a session's context is built from. */
interface AssistantMessage {
  role: 'assistant';
  content: { type: 'text'; text: string }[];
  provider: string;
  model: string;
  timestamp: number;
}

/**
 * One manager a session, as the program itself has it. A record is an assistant's message with the record's JSON as its text: what comes before
 * the first message of an assistant is kept in memory, by design, and would not be acknowledged.
 */
export class PiSessions implements SessionStore {
  readonly #managers = new Map<string, SessionManager>();
  readonly #module: PiModule['SessionManager'];
  readonly #directory: string;

  constructor(module: PiModule['SessionManager'], directory: string) {
    this.#module = module;
    this.#directory = directory;
  }

  append(session: string, record: Json): void {
    this.#managerOf(session).appendMessage({
      role: 'assistant',
      content: [{ type: 'text', text: JSON.stringify(record) }],
      provider: 'none',
      model: 'none',
      timestamp: Date.now(),
    });
  }

  /** A manager for a file that does not exist would begin a new session. */
  read(session: string): SessionState | null {
    if (!this.#managers.has(session) && !existsSync(this.#fileOf(session))) return null;
    const { messages } = this.#managerOf(session).buildSessionContext();
    return messages.length === 0 ? null : { records: messages.map(({ content }) => recordOf(content)) };
  }

  #managerOf(session: string): SessionManager {
    const manager = this.#managers.get(session) ?? this.#module.open(this.#fileOf(session), this.#directory, '/project');
    this.#managers.set(session, manager);
    return manager;
  }

  #fileOf(session: string): string {
    return path.join(this.#directory, sessionFileName(session, '.jsonl'));
  }
}

function recordOf(content: unknown): Json {
  const [part] = Array.isArray(content) ? (content as { text?: unknown }[]) : [];
  return JSON.parse(String(part?.text)) as Json;
}
