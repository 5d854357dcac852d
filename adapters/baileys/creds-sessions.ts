import type { Fields } from '../../harness/contract/session-store.ts';
import { KeyValueSessions } from '../key-values/key-value-sessions.ts';
import type { AuthState } from './auth-state.ts';

/**
 * Drives the credentials of an authentication state: their owner changes them and has them saved. Sessions are what `additionalData` has. Where they could not be saved they are
 * as they were, so that the owner has not what the state refused.
 */
export class CredsSessions extends KeyValueSessions {
  constructor({ state: { creds }, ...auth }: AuthState) {
    const sessions = new Map(Object.entries((creds.additionalData ?? {}) as { [session: string]: Fields }));
    const change = async (session: string, value: Fields | undefined): Promise<void> => {
      const before = sessions.get(session);
      put(session, value);
      try {
        await auth.saveCreds();
      } catch (error) {
        put(session, before);
        throw error;
      }
    };
    const put = (session: string, value: Fields | undefined): void => {
      if (value === undefined) sessions.delete(session);
      else sessions.set(session, value);
      creds.additionalData = Object.fromEntries(sessions);
    };
    super({
      get: (session) => structuredClone(sessions.get(session)),
      set: (session, value) => change(session, structuredClone(value)),
      delete: (session) => change(session, undefined),
    });
  }
}
