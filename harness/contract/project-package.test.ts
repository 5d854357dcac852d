import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProjectPackage } from './project-package.ts';

const home = process.cwd();
let project: string;

beforeEach(async () => {
  project = await realpath(await mkdtemp(path.join(tmpdir(), 'crashworthy-')));
  await mkdir(path.join(project, 'node_modules'));
  process.chdir(project);
});

afterEach(async () => {
  process.chdir(home);
  await rm(project, { recursive: true });
});

const STORE = 'class Store { get() {} set() {} get data() { throw new Error("only of an instance"); } }';
const SHAPE = { Store: ['get', 'set', 'data'] };
interface Exports {
  Store: new () => object;
}

test.each([
  ['an ES module', { 'index.mjs': `export ${STORE}` }],
  ['CommonJS', { 'index.cjs': `module.exports = Object.assign(() => {}, { Store: ${STORE} })` }],
  ['CommonJS, compiled', { 'index.cjs': `exports.__esModule = true; exports.default = { Store: ${STORE} }` }],
  ['inherited methods', { 'index.mjs': `${STORE} export { More as Store }; class More extends Store {}` }],
])('what is exported is found in %s', async (_, files) => {
  await install(files);
  const { Store } = await stores().import<Exports>(SHAPE);
  expect(new Store()).toHaveProperty('get');
});

test.each([
  ['nothing', { 'index.mjs': 'export {}' }, 'found nothing.'],
  ['another name', { 'index.mjs': `export ${STORE.replace('Store', 'Shop')}` }, 'found the exports Shop.'],
  ['no class', { 'index.mjs': 'export const Store = { get() {}, set() {}, data: 1 };' }, 'found the exports Store.'],
  ['a method less', { 'index.mjs': 'export class Store { get() {} get data() { return 1; } }' }, 'found the exports Store.'],
  ['null', { 'index.cjs': 'module.exports = null;' }, 'found the exports default'],
])('%s is told with the versions that were expected', async (_, files, found) => {
  await install(files);
  await expect(stores().import<Exports>(SHAPE)).rejects.toMatchObject({
    code: 'CW_PACKAGE_SHAPE',
    blame: 'usage',
    message: expect.stringMatching(
      /^some-store@9\.9\.9 is not as the adapter knows it\. Expected some-store to export the class Store with the methods get, set, data; .* It was written for some-store \^1\.0\.0\.$/,
    ),
    hint: expect.stringContaining('npm install "some-store@^1.0.0"'),
  });
  await expect(stores().import<Exports>(SHAPE)).rejects.toThrow(found);
});

test('a module that this version does not have is not a package that is missing', async () => {
  await install({ 'index.mjs': '' });
  await expect(stores().import<Exports>(SHAPE, '/deep')).rejects.toMatchObject({
    code: 'CW_PACKAGE_SHAPE',
    message: expect.stringContaining('Expected a module some-store/deep; found none.'),
  });
});

test('a package without a main module is there, and has a version', async () => {
  await install({ 'deep.mjs': `export ${STORE}` }, { exports: { './deep': './deep.mjs' } });
  expect(await stores().import<Exports>(SHAPE, '/deep')).toHaveProperty('Store');
  expect(stores().judged()).toEqual({ name: 'some-store', version: '9.9.9', writtenFor: '^1.0.0' });
});

test('what is missing is named with the versions that the adapter was written for', async () => {
  await expect(stores().importAny()).rejects.toMatchObject({
    code: 'CW_PACKAGE_MISSING',
    hint: 'npm install "some-store@^1.0.0"',
  });
  expect(new ProjectPackage('some-store', undefined).judged()).toEqual({ name: 'some-store' });
  await expect(new ProjectPackage('some-store', undefined).importAny()).rejects.toMatchObject({ hint: 'npm install some-store' });
});

test('a family names all that it was written for where the package is none of them', () => {
  const family = { 'some-interface': '^2.0.0', 'some-store': '^1.0.0' };
  expect(ProjectPackage.ofFamily('some-store', family).misshapen('a', 'b').message).toMatch(
    /It was written for some-store \^1\.0\.0\.$/,
  );
  expect(ProjectPackage.ofFamily('toString', family).misshapen('a store', 'none')).toMatchObject({
    message:
      'toString is not as the adapter knows it. Expected a store; found none. It was written for some-interface ^2.0.0 and some-store ^1.0.0.',
    hint: 'Write an adapter of your own around it, and name its file: npx crashworthy init',
  });
});

test('what a function returns is looked at too', async () => {
  await install({ 'index.mjs': '' });
  const value = { get() {} };
  expect(stores().expect<typeof value>(value, '`create` to return an object', ['get'])).toBe(value);
  expect(() => stores().expect<{ set: unknown }>(value, '`create` to return an object', ['set'])).toThrow(
    'Expected `create` to return an object with the methods set; found an object with the keys get.',
  );
});

function stores(): ProjectPackage {
  return new ProjectPackage('some-store', '^1.0.0');
}

async function install(files: { readonly [name: string]: string }, manifest: object = { exports: './index.mjs' }): Promise<void> {
  const directory = path.join(project, 'node_modules', 'some-store');
  await mkdir(directory, { recursive: true });
  const main = 'index.cjs' in files ? { main: 'index.cjs' } : manifest;
  await writeFile(path.join(directory, 'package.json'), JSON.stringify({ name: 'some-store', version: '9.9.9', ...main }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(directory, name), text);
}
