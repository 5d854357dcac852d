import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import type { ServedAdapter, ServedContext } from '../harness/contract/served-adapter.ts';
import { type ExpressSessionModule, ExpressSessions } from './express-session/express-sessions.ts';
import { presetOf } from './express-session/presets.ts';
import { type ServedPreset, servedPresetOf } from './express-session/served-presets.ts';
import { constructStore } from './express-session/store-constructor.ts';

const WRITTEN_FOR = {
  'express-session': '^1.18.0',
  'session-file-store': '^1.5.0',
  'connect-sqlite3': '^0.9.0',
  'connect-pg-simple': '^10.0.0',
  'connect-redis': '^8.0.0 || ^9.0.0 || ^10.0.0',
  'connect-session-knex': '^5.0.0',
  'express-mysql-session': '^3.0.0',
  memorystore: '^1.6.0',
};
const EXPRESS_SESSION = ProjectPackage.ofFamily('express-session', WRITTEN_FOR);

/**
 * Any store of the express-session interface (`get`, `set`, `destroy`, and optionally `touch`, `all`, `ids`). A session's fields are
 * kept under the key `fields` of the session object, beside a cookie that expires in ten years.
 *
 * The interface has no partial update: a patch is the caller's read-modify-write, and so it is here. It says nothing of several instances on
 * one directory, and neither does session-file-store. A package that this module has no preset for is constructed with `{ path: dir }`.
 */
export function expressSession(packageName: string): Adapter | ServedAdapter {
  const served = servedPresetOf(packageName);
  if (served !== undefined) return onServer(packageName, served);
  const preset = presetOf(packageName);
  const storePackage = ProjectPackage.ofFamily(packageName, WRITTEN_FOR);
  return defineAdapter({
    name: `express-session:${packageName}`,
    package: storePackage.judged(),
    claims: {
      survives: preset.inMemory === true ? 'nothing' : 'process-kill',
      writers: 'one-instance',
      patch: 'read-modify-write',
    },
    open: async ({ dir, onError }) => {
      const session = await EXPRESS_SESSION.import<ExpressSessionModule>({ Store: [], Cookie: [] });
      const store = await constructStore(storePackage, session, preset.options(dir));
      // Stores are event emitters; an `error` event without a listener would end the process.
      store.on?.('error', onError);
      return new ExpressSessions(store, session, preset);
    },
  });
}

/** The same of a package whose sessions are on a server. They expire when their cookie does. */
function onServer(packageName: string, { service, listed = {}, connect, ready }: ServedPreset): ServedAdapter {
  const storePackage = ProjectPackage.ofFamily(packageName, WRITTEN_FOR);
  return defineAdapter({
    name: `express-session:${packageName}`,
    package: storePackage.judged(),
    claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write', ttl: 'given' },
    services: [service],
    open: async ({ services, ttlMs, onError }: ServedContext) => {
      const session = await EXPRESS_SESSION.import<ExpressSessionModule>({ Store: [], Cookie: [] });
      const { options, close } = await connect(services[service].url, onError);
      const store = await constructStore(storePackage, session, options);
      store.on?.('error', onError);
      await ready?.(store);
      return new ExpressSessions(close === undefined ? store : Object.assign(store, { close }), session, listed, ttlMs);
    },
  });
}

export const family: AdapterFamily = { name: 'express-session', create: expressSession };
