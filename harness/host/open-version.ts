import { cp } from 'node:fs/promises';
import type { Adapter, OpenContext } from '../contract/adapter.ts';
import type { OlderFiles } from '../contract/older-version.ts';
import type { Awaitable, SessionStore } from '../contract/session-store.ts';

/**
 * Opens the present version of a store, or an older one by its name.
 *
 * @throws {Error} if the adapter knows no older version of this name.
 */
export function openVersion(adapter: Adapter, context: OpenContext, version: string | undefined): Awaitable<SessionStore> {
  if (version === undefined) return adapter.open(context);
  const older = adapter.older?.find(({ name }) => name === version);
  if (older === undefined) throw new Error(`the adapter knows no older version "${version}"`);
  return 'open' in older ? older.open(context) : putFiles(older, context);
}

/** Puts there what an older version had written. It shows what it is said to hold, and can be told nothing. */
async function putFiles({ files, sessions }: OlderFiles, { dir }: OpenContext): Promise<SessionStore> {
  await cp(files, dir, { recursive: true });
  return {
    read: (session) => (Object.hasOwn(sessions, session) ? (sessions[session] ?? null) : null),
    list: () => Object.keys(sessions),
  };
}
