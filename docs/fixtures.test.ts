import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLED } from '../suites/some-of.test-data.ts';

// The examples of fixtures.md as they are written: compiled with their types, and run in a project that has what they import.

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(path.join(root, 'docs/fixtures.md'), 'utf8');
const EXAMPLES = ['volume', 'directory', 'arbitraries'] as const;

let project = '';
beforeAll(() => {
  project = mkdtempSync(path.join(tmpdir(), 'crashworthy-'));
  mkdirSync(path.join(project, 'node_modules/@types'), { recursive: true });
  symlinkSync(root, path.join(project, 'node_modules/crashworthy'), 'junction');
  for (const name of ['memfs', 'fast-check', '@types/node'])
    symlinkSync(path.join(root, 'node_modules', name), path.join(project, 'node_modules', name), 'junction');
  writeFileSync(path.join(project, 'package.json'), '{"type":"module"}');
  for (const name of EXAMPLES) writeFileSync(path.join(project, `${name}.ts`), exampleOf(name).code);
});
afterAll(() => rmSync(project, { recursive: true }));

function exampleOf(name: string): { code: string; shown: string } {
  const pattern = new RegExp(`<!-- example: ${name} -->\n\`\`\`ts\n([\\s\\S]*?)\`\`\`\n\n\`\`\`text\n([\\s\\S]*?)\`\`\``);
  const [, code = '', shown = ''] = pattern.exec(page) ?? [];
  return { code, shown };
}

function inProject(...words: string[]): { stdout: string; stderr: string } {
  return spawnSync(process.execPath, words, { cwd: project, encoding: 'utf8' });
}

test('they have the types that they need', () => {
  const options = [
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable',
    '--module',
    'nodenext',
    '--strict',
    '--skipLibCheck',
  ];
  const files = EXAMPLES.map((name) => `${name}.ts`);
  const compiled = inProject(path.join(root, 'node_modules/typescript/bin/tsc'), ...options, '--types', 'node', ...files);
  expect(compiled.stdout).toBe('');
});

// The others are run from the packed package too, by .ci/install-check.mjs.
test.each(SAMPLED ? (['directory'] as const) : EXAMPLES)('%s prints what the page shows', (name) => {
  const [, command] = /```sh\nnpx crashworthy (.*)\n```/.exec(page) ?? [];
  if (name === 'directory') inProject(path.join(root, 'dist/harness/cli/main.js'), ...(command ?? '').split(' '));
  const { stdout, stderr } = inProject(`${name}.js`);
  expect(stderr).toBe('');
  expect(stdout).toBe(exampleOf(name).shown);
});
