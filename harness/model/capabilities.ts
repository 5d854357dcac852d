import { OPTIONAL_METHODS, type OptionalMethod, type SessionStore } from '../contract/session-store.ts';

/** Which operations an opened store has, and so which part of a session's state can be compared. */
export interface Capabilities {
  readonly methods: readonly OptionalMethod[];
  readonly views: readonly string[];
  /** Fields are stored: the store has `patch`. */
  readonly fields: boolean;
  /** Records are stored: the store has `append`. */
  readonly records: boolean;
}

export function capabilitiesOf(store: SessionStore): Capabilities {
  const methods = OPTIONAL_METHODS.filter((name) => typeof store[name] === 'function');
  return {
    methods,
    views: Object.keys(store.views ?? {}).sort(),
    fields: methods.includes('patch'),
    records: methods.includes('append'),
  };
}
