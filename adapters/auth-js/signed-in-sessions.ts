import type { Awaitable, Fields, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';
import { uuidOf } from '../session-uuid.ts';

interface User {
  id: string;
  name?: string | null;
  email: string;
  emailVerified: Date | null;
}

interface Session {
  sessionToken: string;
  userId: string;
  expires: Date;
}

/** The methods of an adapter that sign somebody in and out. */
export interface AuthAdapter {
  createUser(user: User): Awaitable<User>;
  updateUser(user: Partial<User> & Pick<User, 'id'>): Awaitable<User>;
  createSession(session: Session): Awaitable<Session>;
  getSessionAndUser(sessionToken: string): Awaitable<{ session: Session; user: User } | null>;
  deleteSession(sessionToken: string): Awaitable<unknown>;
}

/** Longer than any run, so that a session which is gone was lost, not expired. */
const EXPIRES = new Date('2099-01-01T00:00:00.000Z');

/** Drives an adapter as Auth.js does when somebody signs in, is shown what is known of him, and signs out. */
export class SignedInSessions implements SessionStore {
  readonly #adapter: AuthAdapter;

  constructor(adapter: AuthAdapter) {
    this.#adapter = adapter;
  }

  /** The user is there before his session is: without it nobody can see him. */
  async create(session: string, fields: Fields): Promise<void> {
    const id = globalThis.crypto.randomUUID();
    const user = { id, email: `${id}@example.com`, emailVerified: null, name: JSON.stringify(definedFields(fields)) };
    const { id: userId } = await this.#adapter.createUser(user);
    await this.#adapter.createSession({ sessionToken: uuidOf(session), userId, expires: EXPIRES });
  }

  async patch(session: string, fields: Fields): Promise<void> {
    const named = structuredClone(definedFields(fields));
    const found = await this.#adapter.getSessionAndUser(uuidOf(session));
    if (found === null) throw new Error(`There is no session ${JSON.stringify(session)}`);
    const { id, name } = found.user;
    await this.#adapter.updateUser({ id, name: JSON.stringify({ ...fieldsOf(name), ...named }) });
  }

  async read(session: string): Promise<SessionState | null> {
    const found = await this.#adapter.getSessionAndUser(uuidOf(session));
    return found === null || found === undefined ? null : { fields: fieldsOf(found.user.name) };
  }

  async delete(session: string): Promise<void> {
    await this.#adapter.deleteSession(uuidOf(session));
  }
}

function fieldsOf(name: unknown): Fields {
  if (typeof name !== 'string') throw new Error('The user came back without the name that was set');
  return JSON.parse(name) as Fields;
}
