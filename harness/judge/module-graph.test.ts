import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moduleGraph } from './module-graph.ts';

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-graph-'));
  const files = {
    'adapter.ts': `import { defineAdapter } from 'crashworthy';
      import fs from 'node:fs';
      import { Store } from './src/store.ts';
      import '@/aliased';
      import installed from 'installed';
      const later = () => import("./src/late.mjs");`,
    'src/store.ts': "export { Store } from './inner';\nimport text from './data.json';",
    'src/inner.ts': "const old = require('./old.cjs'); import '../adapter.ts'; import './missing.ts';",
    'src/old.cjs': "require.resolve('./resolved.js');",
    'src/resolved.js': '',
    'src/late.mjs': '',
    'src/data.json': '{}',
    'src/unused.ts': '',
    'lib/aliased.ts': '',
    'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./lib/*"]}}}',
    'package.json': '{"type":"module"}',
    'node_modules/installed/package.json': '{"name":"installed","main":"index.js"}',
    'node_modules/installed/index.js': '',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), content);
  }
});

afterAll(() => rmSync(cwd, { recursive: true }));

test('what an adapter is made of: all that it imports, but for installed packages', async () => {
  const graph = await moduleGraph({ shown: './adapter.ts', url: pathToFileURL(path.join(cwd, 'adapter.ts')).href });
  expect(graph.map((file) => path.relative(cwd, file))).toEqual([
    'adapter.ts',
    'lib/aliased.ts',
    'src/data.json',
    'src/inner.ts',
    'src/late.mjs',
    'src/old.cjs',
    'src/resolved.js',
    'src/store.ts',
  ]);
});

test('a file that is not there yet is waited for all the same', async () => {
  const missing = path.join(cwd, 'missing.ts');
  expect(await moduleGraph({ shown: './missing.ts', url: pathToFileURL(missing).href })).toEqual([missing]);
});

test('of a program over stdio: the files that its command line names', async () => {
  const own = fileURLToPath(import.meta.url);
  const target = { shown: 'stdio:x', url: 'stdio:x', stdio: ['python3', own, '--no-such-file', path.dirname(own)] };
  expect(await moduleGraph(target)).toEqual([own]);
});
