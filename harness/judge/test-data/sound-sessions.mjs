import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A small store without a mistake, for adapters that add one to it, or a habit. `replace(file, text)` must be atomic. */
export function soundSessions(dir, replace = replaceFile) {
  const fileOf = (session) => path.join(dir, `${encodeURIComponent(session)}.json`);
  const read = async (session) => {
    const text = await readFile(fileOf(session), 'utf8').catch((error) =>
      error.code === 'ENOENT' ? null : Promise.reject(error),
    );
    return text === null ? null : { fields: JSON.parse(text) };
  };
  const save = (session, fields) => replace(fileOf(session), JSON.stringify(fields));
  const tails = new Map();
  const inTurn = (session, write) => {
    const running = (tails.get(session) ?? Promise.resolve()).then(write);
    tails.set(
      session,
      running.catch(() => {}),
    );
    return running;
  };
  return {
    create: (session, fields) => inTurn(session, () => save(session, fields)),
    patch: (session, fields) =>
      inTurn(session, async () => {
        const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
        await save(session, { ...(await read(session))?.fields, ...given });
      }),
    read,
    list: async () =>
      (await readdir(dir))
        .filter((name) => name.endsWith('.json'))
        .map((name) => decodeURIComponent(path.basename(name, '.json'))),
    delete: (session) => inTurn(session, () => rm(fileOf(session), { force: true })),
  };
}

/** A fixed temporary name is fine for one writer of a file that truncates it. */
export async function replaceFile(file, text) {
  await writeFile(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
}
