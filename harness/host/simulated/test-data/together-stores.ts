import fs from 'node:fs/promises';
import path from 'node:path';
import type { Adapter, OpenContext } from '../../../contract/adapter.ts';
import type { Fields, SessionStore } from '../../../contract/session-store.ts';

type Open = (context: OpenContext) => SessionStore | Promise<SessionStore>;

/** Stores that several clients of one process use at once. */
export const togetherStores: { readonly [name: string]: Open } = {
  /** Reads, merges and replaces, with nothing that makes patches wait for each other. */
  documents: ({ dir }) => documents(dir),

  /** Two locks in memory: who patches `a` takes them in one order, who patches `b` in the other. */
  'crossed-locks': ({ dir }) => {
    const store = documents(dir);
    const locks = { one: mutex(), other: mutex() };
    const both = (session: string) => (session === 'a' ? [locks.one, locks.other] : [locks.other, locks.one]);
    return {
      ...store,
      async patch(session, fields) {
        for (const lock of both(session)) {
          await lock.take();
          await fs.readdir(dir);
        }
        await store.patch?.(session, fields);
        for (const lock of both(session)) lock.free();
      },
    };
  },

  /** Looks for a file that nobody ever makes, as fast as it can. */
  'polls-files': ({ dir }) => ({
    ...documents(dir),
    async patch() {
      while ((await fs.readFile(path.join(dir, 'never')).catch(() => undefined)) === undefined);
    },
  }),

  /** The same, every second. */
  'polls-timers': ({ dir }) => ({
    ...documents(dir),
    async patch() {
      while ((await fs.readFile(path.join(dir, 'never')).catch(() => undefined)) === undefined) await sleep(1000);
    },
  }),

  /** Writes a minute later; the caller waits. */
  late: ({ dir }) => {
    const store = documents(dir);
    return {
      ...store,
      async patch(session, fields) {
        await sleep(60_000);
        await store.patch?.(session, { ...fields, at: Date.now() });
      },
    };
  },

  /** Writes a second later; the caller does not wait. */
  debounced: ({ dir }) => {
    const store = documents(dir);
    return {
      ...store,
      async patch(session, fields) {
        setTimeout(() => void store.patch?.(session, fields), 1000);
      },
    };
  },

  /** Counts in a file for as long as clients are at work, since it was opened. */
  'at-work-since-open': async ({ dir }) => {
    const count = async (): Promise<void> => {
      for (let beat = 0; beat < 5; beat++) await fs.writeFile(path.join(dir, 'beats'), `${beat}`);
    };
    setTimeout(() => void count(), 40_000);
    const store = documents(dir);
    return {
      ...store,
      async patch(session, fields) {
        await sleep(45_000);
        await store.patch?.(session, fields);
      },
    };
  },

  /** For one instance at a time. */
  'opens-once': async ({ dir }) => {
    await fs.mkdir(path.join(dir, 'open')).catch(() => {
      throw new Error('open already');
    });
    return documents(dir);
  },

  /** A rejection that nobody awaits. */
  forgets: ({ dir }) => ({
    ...documents(dir),
    async patch() {
      void Promise.reject(new Error('nobody awaits'));
      await fs.readdir(dir);
    },
  }),

  /** Loads a module while somebody waits. */
  'loads-late': ({ dir }) => {
    const store = documents(dir);
    return {
      ...store,
      async patch(session, fields) {
        await import('./loaded-late.ts');
        await store.patch?.(session, fields);
      },
    };
  },

  /** Its sessions say by which path their store knows the directory. */
  'says-its-path': ({ dir }) => {
    const store = documents(dir);
    return {
      ...store,
      patch: async (session, fields) => store.patch?.(session, { ...fields, [`by ${Object.keys(fields).join()}`]: dir }),
    };
  },
};

export function adapterOf(name: string): Adapter {
  const open = togetherStores[name];
  if (open === undefined) throw new Error(`there is no store ${name}`);
  return { name, claims: { survives: 'process-kill', writers: 'many-instances' }, open };
}

let temporaries = 0;

function documents(dir: string): SessionStore {
  const fileOf = (session: string) => path.join(dir, `${session}.json`);
  const load = async (session: string): Promise<Fields | undefined> => {
    const content = await fs.readFile(fileOf(session), 'utf8').catch(missing);
    return content === undefined ? undefined : JSON.parse(content);
  };
  return {
    create: (session, fields) => fs.writeFile(fileOf(session), JSON.stringify(fields)),
    async patch(session, fields) {
      const before = await load(session);
      const temporary = `${fileOf(session)}.${temporaries++}.tmp`;
      await fs.writeFile(temporary, JSON.stringify({ ...before, ...fields }));
      await fs.rename(temporary, fileOf(session));
    },
    async read(session) {
      const fields = await load(session);
      return fields === undefined ? null : { fields };
    },
  };
}

function mutex() {
  let taken = false;
  const waiting: (() => void)[] = [];
  return {
    take: (): Promise<void> =>
      new Promise((resolve) => {
        if (taken) waiting.push(resolve);
        else {
          taken = true;
          resolve();
        }
      }),
    free: (): void => {
      const next = waiting.shift();
      if (next === undefined) taken = false;
      else next();
    },
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
