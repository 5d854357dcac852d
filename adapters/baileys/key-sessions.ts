import type { Fields } from '../../harness/contract/session-store.ts';
import { KeyValueSessions } from '../key-values/key-value-sessions.ts';
import type { AuthState } from './auth-state.ts';

/** Keys of this type are JSON objects; those of others are bytes. */
const TYPE = 'sender-key-memory';

/** Drives the keys of an authentication state, one at a time. */
export class KeySessions extends KeyValueSessions {
  constructor({ state: { keys } }: AuthState) {
    super({
      get: async (id) => {
        const found = await keys.get(TYPE, [id]);
        return Object.hasOwn(found, id) ? found[id] : undefined;
      },
      set: (id, value: Fields) => keys.set({ [TYPE]: { [id]: value } }),
      delete: (id) => keys.set({ [TYPE]: { [id]: null } }),
    });
  }
}
