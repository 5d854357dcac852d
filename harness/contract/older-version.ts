import { isAbsolute } from 'node:path';
import type { KeyRule, UnknownRecord } from './check-keys.ts';
import type { OpenContext } from './open-context.ts';
import type { Awaitable, SessionState, SessionStore } from './session-store.ts';

/** An earlier version of the store, whose directories the present one has to take over. */
export type OlderVersion = OlderCode | OlderFiles;

/** As code that runs: a class of one's own, or a published older version of the package. */
export interface OlderCode {
  /** Shown in reports: `1.4`. */
  readonly name: string;
  /** Opens the older version on `dir`, as `Adapter.open` does the present one. */
  open(context: OpenContext): Awaitable<SessionStore>;
}

/** As what it had written: a directory, and what is in it. */
export interface OlderFiles {
  readonly name: string;
  /** Absolute path of a directory. Its files are copied into the store's directory before the present version opens it. */
  readonly files: string;
  /** The sessions in it, by their ids. */
  readonly sessions: { readonly [session: string]: SessionState };
}

/** What suites know of one. */
export interface OlderVersionTraits {
  readonly name: string;
  /** What is in the files that it is known by; absent where it is code. */
  readonly sessions?: { readonly [session: string]: SessionState };
}

export const OLDER: KeyRule = {
  required: false,
  expected:
    'an array of older versions, each { name, open } or { name, files, sessions } with an absolute path, and no name twice',
  accepts: (value) =>
    Array.isArray(value) &&
    value.every(isOlderVersion) &&
    new Set(value.map(({ name }: OlderVersion) => name)).size === value.length,
};

export function traitsOfOlder(older: readonly OlderVersion[]): OlderVersionTraits[] {
  return older.map((version) => ({
    name: version.name,
    ...('sessions' in version ? { sessions: version.sessions } : {}),
  }));
}

function isOlderVersion(value: unknown): value is OlderVersion {
  if (!isRecord(value) || typeof value.name !== 'string' || value.name === '') return false;
  const { name: _, ...others } = value;
  if ('open' in others) return Object.keys(others).length === 1 && typeof others.open === 'function';
  const { files, sessions, ...unknown } = others;
  if (Object.keys(unknown).length > 0 || typeof files !== 'string' || !isAbsolute(files)) return false;
  return isRecord(sessions) && Object.keys(sessions).length > 0 && Object.values(sessions).every(isRecord);
}

function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
