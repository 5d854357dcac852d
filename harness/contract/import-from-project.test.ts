import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importFromProject, judgedPackage, packageVersion } from './import-from-project.ts';

const home = process.cwd();
let project: string;

beforeEach(async () => {
  project = await realpath(await mkdtemp(path.join(tmpdir(), 'crashworthy-')));
  await install(
    'esm-only',
    { type: 'module', exports: { import: './lib/index.js' } },
    'lib/index.js',
    'export const kind = "esm";',
  );
  await install('common', { main: 'index.js' }, 'index.js', 'exports.kind = "cjs"; exports.default = 1;');
  await install(
    '@scope/hidden',
    { type: 'module', exports: { '.': './a/b.js', './sub': './a/b.js' } },
    'a/b.js',
    'export const kind = "scoped";',
  );
  await writeFile(path.join(project, 'node_modules/@scope/hidden/a/package.json'), '{"type":"module"}');
  await install('throwing', { main: 'index.js' }, 'index.js', 'throw new Error("from within");');
  process.chdir(project);
});

afterEach(async () => {
  process.chdir(home);
  await rm(project, { recursive: true });
});

test.each([
  ['esm-only', 'esm'],
  ['common', 'cjs'],
  ['@scope/hidden', 'scoped'],
  ['@scope/hidden/sub', 'scoped'],
])('imports %s from the working directory', async (specifier, kind) => {
  expect(await importFromProject(specifier)).toMatchObject({ kind });
});

test('falls back to what this package can see', async () => {
  expect(await importFromProject('fast-check')).toHaveProperty('assert');
  expect(packageVersion('fast-check')).toMatch(/^\d+\.\d+\.\d+/);
});

test.each([
  ['not-there', 'not-there'],
  ['@scope/not-there/deep', '@scope/not-there'],
])('%s is missing, and says what to install', async (specifier, name) => {
  await expect(importFromProject(specifier)).rejects.toMatchObject({ code: 'CW_PACKAGE_MISSING', hint: `npm install ${name}` });
});

test('what a module throws is passed on', async () => {
  await expect(importFromProject('throwing')).rejects.toThrow('from within');
});

test('versions are found where the manifest is not exported', () => {
  expect(['esm-only', 'common', '@scope/hidden', 'not-there'].map(packageVersion)).toEqual([
    '1.2.3',
    '1.2.3',
    '1.2.3',
    undefined,
  ]);
  expect([judgedPackage('common'), judgedPackage('not-there')]).toEqual([
    { name: 'common', version: '1.2.3' },
    { name: 'not-there' },
  ]);
});

async function install(name: string, manifest: object, file: string, source: string): Promise<void> {
  const directory = path.join(project, 'node_modules', name);
  await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
  await writeFile(path.join(directory, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...manifest }));
  await writeFile(path.join(directory, file), source);
}
