import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

// The programs of ours that are started again and again (the command itself, its workers, the processes that stores live in) load some four hundred
// modules each time, a file each, which takes longer than many of them then run. Here each becomes a few files below dist/bundled, and its place in dist,
// where tsc has put it module by module, is taken by a line that imports them.

/** A worker or a process that is started by the URL of its file, or the command. */
const PROGRAMS = [
  'harness/cli/main',
  'harness/disk/mount/mount-process',
  'harness/disk/mount/serve-thread',
  'harness/host/server/services/own/guard-program',
  'harness/judge/store-child',
  'harness/judge/store-client',
  'harness/judge/store-client-in-mount',
  'harness/judge/store-in-mount',
  'harness/judge/store-on-server',
  'harness/judge/store-peer',
  'harness/judge/store-worker',
];

/** Stays a module a file: adapters import the contract, which there must be once, and stores are told by their files and lines. */
const APART = ['harness/contract/', 'adapters/', 'fixtures/'];

const root = fileURLToPath(new URL('..', import.meta.url));
const BUNDLED = 'dist/bundled';

/** Where tsc puts this source, as seen from the bundled files. */
function built(source) {
  return `../${path.relative(root, source).replaceAll(path.sep, '/').replace(/\.ts$/, '.js')}`;
}

const splitAsBefore = {
  name: 'split-as-before',
  resolveId(specifier, importer) {
    if (importer === undefined) return null;
    if (!specifier.startsWith('.')) return { id: specifier, external: true };
    const source = path.resolve(path.dirname(importer), specifier);
    const apart = APART.some((folder) => source.startsWith(path.join(root, folder)));
    return apart ? { id: built(source), external: true } : null;
  },
  // What a module finds beside itself is where it was.
  transform(code, id) {
    if (!code.includes('import.meta.url')) return null;
    return { code: code.replaceAll('import.meta.url', `new URL(${JSON.stringify(built(id))}, import.meta.url).href`), map: null };
  },
};

rmSync(path.join(root, BUNDLED), { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(PROGRAMS.map((program) => [path.basename(program), path.join(root, `${program}.ts`)])),
  cwd: root,
  platform: 'node',
  transform: { target: 'es2022' },
  plugins: [splitAsBefore],
});
await bundle.write({
  dir: path.join(root, BUNDLED),
  format: 'esm',
  keepNames: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();

for (const program of PROGRAMS) {
  const file = path.join(root, 'dist', `${program}.js`);
  mkdirSync(path.dirname(file), { recursive: true });
  const toBundled = path.relative(path.dirname(file), path.join(root, BUNDLED, `${path.basename(program)}.js`));
  const head = program === 'harness/cli/main' ? '#!/usr/bin/env node\n' : '';
  writeFileSync(file, `${head}import ${JSON.stringify(toBundled.replaceAll(path.sep, '/'))};\n`);
}
