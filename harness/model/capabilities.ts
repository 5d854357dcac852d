import type { OlderVersionTraits } from '../contract/older-version.ts';
import { OPTIONAL_METHODS, type OptionalMethod, type SessionStore } from '../contract/session-store.ts';

/** Which operations an opened store has, and so which part of a session's state can be compared. */
export interface Capabilities {
  readonly methods: readonly OptionalMethod[];
  readonly views: readonly string[];
  /** Fields are stored: the store has `patch`. */
  readonly fields: boolean;
  /** Records are stored: the store has `append`. */
  readonly records: boolean;
  /** Earlier versions that the adapter brings along; absent where there is none. */
  readonly older?: readonly OlderVersionTraits[];
}

export function capabilitiesOf(store: SessionStore, older: readonly OlderVersionTraits[] = []): Capabilities {
  const methods = OPTIONAL_METHODS.filter((name) => typeof store[name] === 'function');
  return {
    methods,
    views: Object.keys(store.views ?? {}).sort(),
    fields: methods.includes('patch'),
    records: methods.includes('append'),
    ...(older.length > 0 ? { older } : {}),
  };
}
