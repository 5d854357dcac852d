import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findMutants } from './find-mutants.ts';
import { isMessage } from './is-message.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'mutants-'));
  mkdirSync(path.join(root, 'store'));
  writeFileSync(path.join(root, 'store/a.test.ts'), 'export const tested = true;\n');
  writeFileSync(
    path.join(root, 'store/a.ts'),
    "export function load(n: number): string {\n  if (n > 1) throw new Error(n > 2 ? 'many' : `few`);\n  return 'x';\n}\n",
  );
});

afterAll(() => rmSync(root, { recursive: true }));

const store = { name: 'a', adapter: 'store/a.ts', folders: ['store'] };

test('each change of a module is a mutant, but for the texts of errors and for tests', async () => {
  const mutants = await findMutants(root, store);
  expect(new Set(mutants.map(({ file }) => file))).toEqual(new Set(['store/a.ts']));
  const texts = mutants.filter(({ mutator }) => mutator === 'StringLiteral').map(({ original }) => original);
  expect(texts).toEqual(["'x'"]);
  expect(mutants.map(({ original, replacement }) => `${original} -> ${replacement}`)).toContain('n > 1 -> n >= 1');
});

test('no two have the same key, and the keys do not change with the place in the file', async () => {
  const keys = (await findMutants(root, store)).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  writeFileSync(path.join(root, 'store/b.ts'), 'export const other = 1 + 2;\n');
  expect((await findMutants(root, store)).map(({ key }) => key)).toEqual(expect.arrayContaining(keys));
});

test.each([
  ["throw new Error('a')", true],
  ["throw new Failure('CW_A', b('c'), { hint: 'a' })", false],
  ["throw new RangeError(b(1) ? 'a' : 'b')", true],
  ["const b = c('a')", false],
  ["new Map([['a', 1]])", false],
])('%s: %s', (source, expected) => {
  expect(isMessage(source, source.indexOf("'a'"))).toBe(expected);
});
