import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { importFromProject, judgedPackage } from '../harness/contract/import-from-project.ts';
import { type ExpressSessionModule, ExpressSessions } from './express-session/express-sessions.ts';
import { presetOf } from './express-session/presets.ts';
import { constructStore } from './express-session/store-constructor.ts';

/**
 * Any store of the express-session interface (`get`, `set`, `destroy`, and optionally `touch`, `all`, `ids`). A session's fields are
 * kept under the key `fields` of the session object, beside a cookie that expires in ten years.
 *
 * The interface has no partial update: a patch is the caller's read-modify-write, and so it is here. It says nothing of several instances on
 * one directory, and neither does session-file-store. A package that this module has no preset for is constructed with `{ path: dir }`.
 */
export function expressSession(packageName: string): Adapter {
  return defineAdapter({
    name: `express-session:${packageName}`,
    package: judgedPackage(packageName),
    claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
    open: async ({ dir, onError }) => {
      const imported = await importFromProject('express-session');
      const session = (imported.default ?? imported) as ExpressSessionModule;
      const preset = presetOf(packageName);
      const store = constructStore(await importFromProject(packageName), packageName, session, preset.options(dir));
      // Stores are event emitters; an `error` event without a listener would end the process.
      store.on?.('error', onError);
      return new ExpressSessions(store, session, preset.sessionOfListed);
    },
  });
}

export const family: AdapterFamily = { name: 'express-session', create: expressSession };
