import { randomUUID } from 'node:crypto';
import type { Json, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { sessionOfUuid, uuidOf } from '../session-uuid.ts';

/** A session, or a part of it. */
export interface SessionKey {
  projectKey: string;
  sessionId: string;
  subpath?: string;
}

/** A line of a transcript. To a store it is opaque but for `uuid`, by which an append that is repeated is known. */
export interface TranscriptEntry {
  type: string;
  uuid?: string;
  timestamp?: string;
  [key: string]: unknown;
}

/** What the interface requires, and those of its optional methods that are driven. */
export interface ClaudeSessionStore {
  append(key: SessionKey, entries: TranscriptEntry[]): Promise<void>;
  load(key: SessionKey): Promise<TranscriptEntry[] | null>;
  listSessions?(projectKey: string): Promise<{ sessionId: string; mtime: number }[]>;
  delete?(key: SessionKey): Promise<void>;
  close?(): unknown;
}

const PROJECT = 'crashworthy-project';

/** "Rejection is retried (3 attempts total) with short backoff". */
const ATTEMPTS = 3;

/** Drives a store as the SDK does: a record is the content of an entry, one entry an append. */
export class ClaudeSessions implements SessionStore {
  readonly #store: ClaudeSessionStore;
  readonly list?: () => Promise<string[]>;
  readonly delete?: (session: string) => Promise<void>;
  readonly close?: () => Promise<void>;

  constructor(store: ClaudeSessionStore) {
    this.#store = store;
    const { listSessions, delete: remove, close } = store;
    if (typeof listSessions === 'function')
      this.list = async () => (await listSessions.call(store, PROJECT)).map(({ sessionId }) => sessionOfUuid(sessionId));
    if (typeof remove === 'function') this.delete = async (session) => remove.call(store, keyOf(session));
    if (typeof close === 'function') {
      this.close = async () => {
        await close.call(store);
      };
    }
  }

  /** The SDK's entries are its own, and so is this one. Repeated, it is the same entry: the uuid tells. */
  async append(session: string, record: Json): Promise<void> {
    const key = keyOf(session);
    const entry = { type: 'user', uuid: randomUUID(), timestamp: new Date().toISOString(), message: structuredClone(record) };
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#store.append(key, [entry]);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  async read(session: string): Promise<SessionState | null> {
    const entries = await this.#store.load(keyOf(session));
    return entries === null || entries === undefined ? null : { records: entries.map((entry) => entry.message as Json) };
  }
}

function keyOf(session: string): SessionKey {
  return { projectKey: PROJECT, sessionId: uuidOf(session) };
}
