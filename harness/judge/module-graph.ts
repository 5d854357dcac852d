import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Target } from './target.ts';

/** `from 'x'`, `import 'x'`, `import('x')`, `require('x')`, `require.resolve('x')`. What only looks like one does no harm. */
const IMPORTED = /\b(?:from|import|require|resolve)\b\s*\(?\s*['"]([^'"\n]+)['"]/g;
const MODULE = /\.[cm]?[jt]sx?$/;
const NODE_MODULES = `${path.sep}node_modules${path.sep}`;
const MOST_FILES = 5000;

/**
 * The files that an adapter is made of: its module and what that imports, directly or not. Installed packages are not among them. Found by reading, so that
 * nothing has to run; of what a name is put together at run time nothing is known.
 *
 * @returns absolute paths, sorted; those that cannot be read are there too.
 */
export async function moduleGraph({ url, memberUrl, stdio }: Target): Promise<string[]> {
  // What a program is made of is its own affair, but for what its command line names.
  if (stdio !== undefined)
    return stdio.map((word) => path.resolve(word)).filter((file) => existsSync(file) && statSync(file).isFile());
  const resolve = await resolver(url);
  const first = fileURLToPath(url);
  const waiting = [first];
  // A family of one's own class.
  if (memberUrl !== undefined) waiting.push(fileURLToPath(memberUrl));
  const found = new Set(waiting);
  for (let file = waiting.pop(); file !== undefined && found.size < MOST_FILES; file = waiting.pop()) {
    if (!MODULE.test(file)) continue;
    const source = await readFile(file, 'utf8').catch(() => '');
    for (const [, name = ''] of source.matchAll(IMPORTED)) {
      const imported = resolve(name, file);
      if (imported === undefined || found.has(imported) || imported.includes(NODE_MODULES)) continue;
      found.add(imported);
      waiting.push(imported);
    }
  }
  return Array.from(found).sort();
}

/** As the adapter is loaded, `paths` of a `tsconfig.json` included. */
async function resolver(url: string): Promise<(name: string, from: string) => string | undefined> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(url, { fsCache: false, tsconfigPaths: true });
  return (name, from) => {
    if (name.startsWith('node:') || name === 'crashworthy' || name.startsWith('crashworthy/')) return undefined;
    try {
      const resolved = jiti.esmResolve(name, { parentURL: pathToFileURL(from), try: true });
      if (resolved?.startsWith('file:')) return fileURLToPath(resolved);
    } catch {
      // A name that only looked like one, or a file that is about to be written.
    }
    const beside = path.resolve(path.dirname(from), name);
    return name.startsWith('.') && existsSync(beside) && path.extname(beside) !== '' ? beside : undefined;
  };
}
