import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Adapter, OpenContext } from '../../../../contract/adapter.ts';
import type { Fields, SessionStore } from '../../../../contract/session-store.ts';

let counted = 0;

/** Stores that several processes use at once. By name, so that each thread finds its own. */
export const stores: { readonly [name: string]: (context: OpenContext) => SessionStore } = {
  async: ({ dir }) => documents(dir, async (_, work) => work()),
  sync: ({ dir }) => syncDocuments(dir, (_, work) => work()),
  /** Its sessions show what it was told of the directory. */
  watches: ({ dir }) => {
    const told: string[] = [];
    fs.watch(dir, (event, name) => void told.push(`${event} ${name}`));
    return { ...documents(dir, async (_, work) => work()), read: async () => ({ fields: { told: told.join(', ') } }) };
  },
  'counted-names': ({ dir }) => ({
    ...documents(dir, async (_, work) => work()),
    async patch(session, fields) {
      const file = path.join(dir, `${session}.json`);
      const merged = { ...JSON.parse(await fsPromises.readFile(file, 'utf8')), ...fields };
      const temporary = `${file}.${process.pid}.${counted++}`;
      await fsPromises.writeFile(temporary, JSON.stringify(merged));
      await fsPromises.rename(temporary, file);
    },
  }),
  'sync-counted-names': ({ dir }) => ({
    ...syncDocuments(dir, (_, work) => work()),
    patch(session, fields) {
      const file = path.join(dir, `${session}.json`);
      const merged = { ...JSON.parse(fs.readFileSync(file, 'utf8')), ...fields };
      const temporary = `${file}.${process.pid}.${counted++}`;
      fs.writeFileSync(temporary, JSON.stringify(merged));
      fs.renameSync(temporary, file);
    },
  }),
  'async-lock': ({ dir }) =>
    documents(
      dir,
      locked(() => false),
    ),
  'sync-lock': ({ dir }) => syncDocuments(dir, syncLocked),
  'pid-lock': ({ dir }) => documents(dir, locked(isStale)),
  'loads-late': ({ dir }) => documents(dir, async (_, work) => loadingLate(work)),
  'loads-late-under-lock': ({ dir }) => {
    const under = locked(() => false);
    return documents(dir, (file, work) => under(file, () => loadingLate(work)));
  },
  deadlock: ({ dir }) => ({ ...documents(dir, async (_, work) => work()), patch: crossing(dir) }),
  'loops-forever': ({ dir }) => ({
    ...syncDocuments(dir, (_, work) => work()),
    patch() {
      for (;;) fs.readdirSync(dir).length;
    },
  }),
  spins: ({ dir }) => ({
    ...documents(dir, async (_, work) => work()),
    patch() {
      for (;;);
    },
  }),
  'swallows-death': ({ dir }) => ({
    ...syncDocuments(dir, (_, work) => work()),
    patch(_, fields) {
      while (!attempt(() => fs.writeFileSync(path.join(dir, 'noise'), JSON.stringify(fields))));
    },
  }),
  large: ({ dir }) => ({
    ...documents(dir, async (_, work) => work()),
    async patch(session, { bytes }) {
      const content = Buffer.alloc(Number(bytes), 'abcdefg');
      const file = path.join(dir, session);
      fs.writeSync(fs.openSync(file, 'w'), content);
      const fd = fs.openSync(file, 'r');
      const read = Buffer.alloc(content.length);
      fs.readSync(fd, read);
      await fsPromises.writeFile(
        `${file}.json`,
        JSON.stringify({ equal: content.equals(read), zipped: gzipSync(read).length > 0 }),
      );
    },
  }),
};

export function adapterOf(name: string): Adapter {
  const open = stores[name];
  if (open === undefined) throw new Error(`there is no store ${name}`);
  return { name, claims: { survives: 'nothing', writers: 'many-processes' }, open };
}

type Around = <T>(file: string, work: () => Promise<T>) => Promise<T>;

function documents(dir: string, around: Around): SessionStore {
  const fileOf = (session: string) => path.join(dir, `${session}.json`);
  const readFields = async (session: string): Promise<Fields> => JSON.parse(await fsPromises.readFile(fileOf(session), 'utf8'));
  return {
    create: (session, fields) => fsPromises.writeFile(fileOf(session), JSON.stringify(fields)),
    patch: (session, fields) =>
      around(fileOf(session), async () => {
        const merged = { ...(await readFields(session)), ...fields };
        const temporary = `${fileOf(session)}.${process.pid}.${Math.random()}.tmp`;
        await fsPromises.writeFile(temporary, JSON.stringify(merged));
        await fsPromises.rename(temporary, fileOf(session));
      }),
    read: async (session) => {
      const fields = await readFields(session).catch(missing);
      return fields === undefined ? null : { fields };
    },
  };
}

function syncDocuments(dir: string, around: <T>(file: string, work: () => T) => T): SessionStore {
  const fileOf = (session: string) => path.join(dir, `${session}.json`);
  const readFields = (session: string): Fields => JSON.parse(fs.readFileSync(fileOf(session), 'utf8'));
  return {
    create: (session, fields) => fs.writeFileSync(fileOf(session), JSON.stringify(fields)),
    patch: (session, fields) =>
      around(fileOf(session), () => {
        const merged = { ...readFields(session), ...fields };
        const temporary = `${fileOf(session)}.${process.pid}.${Math.random()}.tmp`;
        fs.writeFileSync(temporary, JSON.stringify(merged));
        fs.renameSync(temporary, fileOf(session));
      }),
    read: (session) => (fs.existsSync(fileOf(session)) ? { fields: readFields(session) } : null),
  };
}

async function loadingLate<T>(work: () => Promise<T>): Promise<T> {
  await import('../../test-data/loaded-late.ts');
  return work();
}

/** One at a time, by a lock file that holds the owner's pid. Whoever finds it taken tries again a little later. */
function locked(stale: (lock: string) => Promise<boolean> | boolean): Around {
  return async (file, work) => {
    const lock = `${file}.lock`;
    while (!(await taken(lock))) {
      if (await stale(lock)) await fsPromises.rm(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 10));
    }
    try {
      return await work();
    } finally {
      await fsPromises.unlink(lock);
    }
  };
}

/** The lock appears with its content: whoever dies leaves one that says so. */
async function taken(lock: string): Promise<boolean> {
  const own = `${lock}.${process.pid}`;
  await fsPromises.writeFile(own, `${process.pid}`);
  try {
    await fsPromises.link(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

async function isStale(lock: string): Promise<boolean> {
  const pid = Number(await fsPromises.readFile(lock, 'utf8').catch(() => ''));
  return pid > 0 && !attempt(() => process.kill(pid, 0));
}

function syncLocked<T>(file: string, work: () => T): T {
  const lock = `${file}.lock`;
  while (!attempt(() => fs.closeSync(fs.openSync(lock, 'wx'))));
  try {
    return work();
  } finally {
    fs.unlinkSync(lock);
  }
}

/** The first session's lock before the second's, or the other way round, depending on the process. */
function crossing(dir: string): (session: string) => Promise<void> {
  return async (session) => {
    const locks = ['a', 'b'].map((name) => path.join(dir, `${name}.lock`));
    if (session === 'b') locks.reverse();
    for (const lock of locks) while (!(await taken(lock))) await new Promise((resolve) => setTimeout(resolve, 1000));
    for (const lock of locks) await fsPromises.unlink(lock);
  };
}

function attempt(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
