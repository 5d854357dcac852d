// Writes in place, says so by an odd number in a second file, and lets readers try again until they have seen an even one twice (a seqlock).
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineAdapter } from 'crashworthy';

export default defineAdapter({
  name: 'retrying-reader',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const text = (file) =>
      readFile(path.join(dir, file), 'utf8').catch((error) => (error.code === 'ENOENT' ? '' : Promise.reject(error)));
    const setVersion = async (version) => {
      await writeFile(path.join(dir, 'version.tmp'), String(version));
      await rename(path.join(dir, 'version.tmp'), path.join(dir, 'version'));
    };
    const consistently = async (read) => {
      for (;;) {
        const before = Number(await text('version'));
        const found = await read();
        if (before % 2 === 0 && Number(await text('version')) === before) return found;
        await sleep(5);
      }
    };
    const load = async (session) => {
      const found = await consistently(() => text(`${session}.json`));
      return found === '' ? null : JSON.parse(found);
    };
    return {
      async patch(session, fields) {
        const before = await load(session);
        const version = Number(await text('version'));
        await setVersion(version + 1);
        await writeFile(path.join(dir, `${session}.json`), JSON.stringify({ ...before, ...fields }));
        await setVersion(version + 2);
      },
      read: async (session) => {
        const fields = await load(session);
        return fields === null ? null : { fields };
      },
      list: () =>
        consistently(async () => (await readdir(dir)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))),
    };
  },
});
