// Looks at a file's inode, size and modification time, and reads it again only where they have changed.
import { open, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

export default defineAdapter({
  name: 'modification-time-cache',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const cache = new Map();
    const fileOf = (session) => path.join(dir, `${session}.json`);
    const keyOf = ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`;
    const load = async (session) => {
      const found = await stat(fileOf(session)).catch((error) => (error.code === 'ENOENT' ? null : Promise.reject(error)));
      if (found === null) return null;
      const known = cache.get(session);
      if (known !== undefined && known.key === keyOf(found)) return known.fields;
      const handle = await open(fileOf(session)).catch((error) => (error.code === 'ENOENT' ? null : Promise.reject(error)));
      if (handle === null) return null;
      try {
        const key = keyOf(await handle.stat());
        const fields = JSON.parse(await handle.readFile('utf8'));
        cache.set(session, { key, fields });
        return fields;
      } finally {
        await handle.close();
      }
    };
    return {
      async patch(session, fields) {
        await writeFile(`${fileOf(session)}.tmp`, JSON.stringify({ ...(await load(session)), ...fields }));
        await rename(`${fileOf(session)}.tmp`, fileOf(session));
      },
      async read(session) {
        const fields = await load(session);
        return fields === null ? null : { fields: structuredClone(fields) };
      },
      list: async () => (await readdir(dir)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)),
      views: { file: async (session) => (await readFile(fileOf(session)).catch(() => null)) && { fields: {} } },
    };
  },
});
