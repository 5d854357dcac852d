import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const CODE = /\bCW_[A-Z_]+/g;

/** Codes in the sources; tests may invent some. */
function codesInSources(): Set<string> {
  const files = ['harness', 'suites', 'adapters', 'fixtures']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(root, folder, file)),
    )
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules') && !/\.(test|test-data)\.ts$/.test(file));
  return new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(CODE) ?? []));
}

/** The first cells of the tables of docs/errors.md. */
function codesInDocs(): string[] {
  return [...readFileSync(path.join(root, 'docs/errors.md'), 'utf8').matchAll(/^\| `(CW_[A-Z_]+)` \|/gm)].flatMap(
    ([, code]) => code ?? [],
  );
}

test('every code in the sources is in docs/errors.md', () => {
  const documented = new Set(codesInDocs());
  expect([...codesInSources()].filter((code) => !documented.has(code))).toEqual([]);
});

test('every code in docs/errors.md is in the sources, and there once', () => {
  const used = codesInSources();
  expect(codesInDocs().filter((code) => !used.has(code))).toEqual([]);
  expect(codesInDocs()).toEqual([...new Set(codesInDocs())]);
});

test('codes are found at all', () => {
  expect(codesInSources()).toContain('CW_USAGE_MISSING');
  expect(codesInDocs()).toContain('CW_USAGE_MISSING');
});
