import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Failure } from '../contract/failure.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import type { Terminal } from './terminal.ts';

const DEFAULT_FILE = 'my-store.adapter.ts';

/** `crashworthy init [file]`: writes an adapter to start from. Never overwrites. */
export async function initCommand(file = DEFAULT_FILE, terminal: Terminal): Promise<number> {
  if (existsSync(file)) {
    throw new Failure('CW_INIT_EXISTS', `${file} exists already; nothing was written.`, {
      hint: 'Name another file: crashworthy init other.adapter.ts',
    });
  }
  await writeFile(file, STARTER, { flag: 'wx' });
  terminal.print(
    `Wrote ${file}. It judges a small store of its own; put yours in its place, then:\n\n  npx crashworthy ${file.startsWith('.') || file.startsWith('/') ? file : `./${file}`}`,
  );
  return EXIT_CODES.conforms;
}

const STARTER = `import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

// The adapter presents your store to Crashworthy. Replace the few lines of fs calls by calls of your store.
export default defineAdapter({
  name: 'my-store',
  claims: {
    // What does an acknowledged write survive? 'nothing', 'process-kill' or 'power-loss'.
    survives: 'process-kill',
    // Here the adapter reads, changes and saves, so two patches at once may lose one. Leave it out if your store does that itself.
    patch: 'read-modify-write',
  },
  // Opens the store on a directory: an empty one at first, later what a killed process left there.
  open({ dir }) {
    const fileOf = (session: string) => path.join(dir, \`\${encodeURIComponent(session)}.json\`);
    const read = async (session: string) => {
      try {
        return { fields: JSON.parse(await readFile(fileOf(session), 'utf8')) };
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') return null;
        throw error;
      }
    };
    return {
      create: (session, fields) => writeFile(fileOf(session), JSON.stringify(fields)),
      patch: async (session, fields) => {
        const before = await read(session);
        await writeFile(fileOf(session), JSON.stringify({ ...before?.fields, ...fields }));
      },
      read,
      list: async () => (await readdir(dir)).map((name) => decodeURIComponent(path.basename(name, '.json'))),
      delete: (session) => rm(fileOf(session)),
    };
  },
});
`;
