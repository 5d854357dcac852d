import type { Fields, Json, SessionState } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';

interface Session {
  fields: Fields;
  records: Json[];
}

/** Sessions in memory: the whole interface in its plainest form. Nothing survives the object. */
export class MemoryStore {
  readonly #sessions = new Map<string, Session>();

  create(session: string, fields: Fields): void {
    if (this.#sessions.has(session)) throw new Error(`Session ${JSON.stringify(session)} exists already`);
    this.#sessions.set(session, { fields: structuredClone(definedFields(fields)), records: [] });
  }

  patch(session: string, fields: Fields): void {
    const existing = this.#existing(session);
    existing.fields = { ...existing.fields, ...structuredClone(definedFields(fields)) };
  }

  append(session: string, record: Json): void {
    this.#existing(session).records.push(structuredClone(record));
  }

  rewrite(session: string, records: Json[]): void {
    this.#existing(session).records = structuredClone(records);
  }

  /** A copy: what the caller does to it changes nothing here. */
  read(session: string): SessionState | null {
    return structuredClone(this.#sessions.get(session) ?? null);
  }

  list(): string[] {
    return [...this.#sessions.keys()];
  }

  delete(session: string): void {
    this.#sessions.delete(session);
  }

  /** Removes the session; `true` for the one caller who did. */
  consume(session: string): boolean {
    return this.#sessions.delete(session);
  }

  #existing(session: string): Session {
    const existing = this.#sessions.get(session);
    if (existing === undefined) throw new Error(`There is no session ${JSON.stringify(session)}`);
    return existing;
  }
}
