import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

// A small store without a mistake, for adapters that add one to it.
export function soundSessions(dir) {
  const fileOf = (session) => path.join(dir, `${encodeURIComponent(session)}.json`);
  const read = async (session) => {
    const text = await readFile(fileOf(session), 'utf8').catch((error) =>
      error.code === 'ENOENT' ? null : Promise.reject(error),
    );
    return text === null ? null : { fields: JSON.parse(text) };
  };
  const save = async (session, fields) => {
    await writeFile(`${fileOf(session)}.tmp`, JSON.stringify(fields));
    await rename(`${fileOf(session)}.tmp`, fileOf(session));
  };
  return {
    create: save,
    patch: async (session, fields) => save(session, { ...(await read(session))?.fields, ...fields }),
    read,
    list: async () =>
      (await readdir(dir))
        .filter((name) => name.endsWith('.json'))
        .map((name) => decodeURIComponent(path.basename(name, '.json'))),
    delete: (session) => rm(fileOf(session)),
  };
}
