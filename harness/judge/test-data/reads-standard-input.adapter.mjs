import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

// A module that listens to its standard input, as programs do that are spoken to over it. Its sessions are written in place.
process.stdin.setEncoding('utf8').on('data', () => {});
process.stdin.on('readable', () => process.stdin.read());
process.stdin.resume();

export default {
  name: 'reads-standard-input',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const fileOf = (session) => path.join(dir, `${encodeURIComponent(session)}.json`);
    const read = async (session) => {
      const text = await readFile(fileOf(session), 'utf8').catch(() => '');
      return text === '' ? null : { fields: JSON.parse(text) };
    };
    const save = (session, fields) => writeFile(fileOf(session), JSON.stringify(fields));
    return {
      create: save,
      patch: async (session, fields) => save(session, { ...(await read(session))?.fields, ...fields }),
      read,
      list: async () => (await readdir(dir)).map((name) => decodeURIComponent(path.basename(name, '.json'))),
      delete: (session) => rm(fileOf(session)),
    };
  },
};
