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
    `Wrote ${file}. It holds a small store, to be judged as it is; it claims that acknowledged writes survive a killed process, and that patches at once may lose one. Put yours in its place, then:\n\n  npx crashworthy ${file.startsWith('.') || file.startsWith('/') ? file : `./${file}`}`,
  );
  return EXIT_CODES.conforms;
}

const STARTER = `import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

type Fields = { [key: string]: unknown };

// A small store of whole documents, so that this file can be judged as it is. Put your own in its place:
//   import { MyStore } from './src/my-store.ts';
class MyStore {
  readonly #folder: string;

  constructor(dir: string) {
    this.#folder = dir;
    mkdirSync(dir, { recursive: true });
  }

  async save(id: string, data: Fields): Promise<void> {
    // Written beside the old file and put in its place at once: a process that is killed leaves the one or the other.
    const temporary = \`\${this.#file(id)}.tmp\`;
    try {
      writeFileSync(temporary, JSON.stringify(data));
      renameSync(temporary, this.#file(id));
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  async load(id: string): Promise<Fields | undefined> {
    let text: string;
    try {
      text = readFileSync(this.#file(id), 'utf8');
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw error;
    }
    const data = JSON.parse(text);
    if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new Error(\`session \${id} is damaged\`);
    return data;
  }

  async remove(id: string): Promise<void> {
    rmSync(this.#file(id), { force: true });
  }

  async ids(): Promise<string[]> {
    const names = readdirSync(this.#folder);
    return names.filter((name) => name.endsWith('.json')).map((name) => Buffer.from(name.slice(0, -5), 'hex').toString('utf16le'));
  }

  // Hexadecimal: no two ids share a name, and none leads out of the folder.
  #file(id: string): string {
    if (id.length > 60) throw new Error('the id of a session has at most 60 characters');
    return path.join(this.#folder, \`\${Buffer.from(id, 'utf16le').toString('hex')}.json\`);
  }
}

// The adapter presents your store to Crashworthy: call your store here, and do nothing that its users would not do.
export default defineAdapter({
  name: 'my-store',
  claims: {
    // What does an acknowledged write survive? 'nothing', 'process-kill' or 'power-loss'. Only what is claimed is judged.
    survives: 'process-kill',
    // Here the adapter reads, changes and saves, so two patches at once may lose one. Leave it out if your store does that itself.
    patch: 'read-modify-write',
  },
  // Opens the store on a directory: an empty one at first, later what a killed process left there.
  open({ dir }) {
    const store = new MyStore(dir);
    return {
      create: (session, fields) => store.save(session, structuredClone(fields)),
      patch: async (session, fields) => {
        // The caller's object is copied before the first await; a field that is \`undefined\` is not in JSON, and erases nothing.
        const changed = JSON.parse(JSON.stringify(fields));
        await store.save(session, { ...(await store.load(session)), ...changed });
      },
      read: async (session) => {
        const data = await store.load(session);
        return data === undefined ? null : { fields: structuredClone(data) };
      },
      list: () => store.ids(),
      delete: (session) => store.remove(session),
    };
  },
});
`;
