import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { importCircles } from './import-circles.ts';

// The repository's own habits; CONTRIBUTING.md says why.

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['harness', 'suites', 'adapters', 'fixtures', 'docs', 'bench', 'calibration', 'mutation', 'schema', '.ci'];
const LINES_MAX = 400;

const files = [
  ...FOLDERS.flatMap((folder) => filesBelow(folder)),
  ...readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])),
];
const code = files.filter((file) => file.endsWith('.ts'));
const sources = code.filter((file) => !/\.(test|test-data)\.ts$/.test(file));

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !file.includes('/node_modules/'));
}

function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

test(`no file of code has more than ${LINES_MAX} lines`, () => {
  const long = code
    .map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX);
  expect(long).toEqual([]);
});

test('files and folders are named after what they hold', () => {
  const vague = /^(utils?|helpers?|common|misc|managers?|shared|lib)$/;
  const words = (file: string) => file.split('/').flatMap((part) => part.split(/[.-]/));
  expect(code.filter((file) => words(file).some((word) => vague.test(word)))).toEqual([]);
});

test('names are in kebab case', () => {
  expect(code.filter((file) => !/^(\.?[a-z0-9]+([.-][a-z0-9]+)*\/)*[a-z0-9]+([.-][a-z0-9]+)*\.ts$/.test(file))).toEqual([]);
});

/** For each folder, longest first: the folders that it may import from, beside itself. */
const MAY_IMPORT: readonly (readonly [folder: string, allowed: readonly string[]])[] = [
  ['harness/contract', []],
  ['harness/disk', ['harness/contract']],
  ['harness/model', ['harness/contract']],
  ['harness/verdict', ['harness/contract', 'harness/model']],
  ['harness/report', ['harness/contract', 'harness/model', 'harness/verdict', 'harness/suite/scenario']],
  ['harness/cli', ['harness', 'suites', 'adapters', 'fixtures']],
  ['harness/judge', ['harness', 'suites', 'adapters', 'fixtures']],
  ['harness', ['harness']],
  ['suites', ['harness']],
  ['adapters', ['harness/contract']],
  ['fixtures/survey', ['harness/contract', 'harness/judge', 'adapters']],
  ['fixtures', ['harness/contract', 'adapters']],
  ['calibration', ['harness/crash/power-loss', 'harness/disk']],
  ['mutation', ['harness/judge', 'harness/verdict']],
];

function mayImport(from: string, to: string): boolean {
  // Not `fixtures.ts`: what people import from is beside the folders, and composes.
  const rule = MAY_IMPORT.find(([folder]) => from.startsWith(`${folder}/`));
  return rule === undefined || [rule[0], ...rule[1]].some((folder) => within(to, folder));
}

function within(file: string, folder: string): boolean {
  return file === `${folder}.ts` || file.startsWith(`${folder}/`);
}

function importsOf(file: string): string[] {
  return importsIn(textOf(file), file);
}

/** Of the repository's own files; those of types, too. */
function importsIn(text: string, file: string): string[] {
  const specifiers = [...text.matchAll(/^(?:import|export)\b[^'";=]*?(?:from\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm)];
  return specifiers
    .map(([, fixed, dynamic]) => fixed ?? dynamic ?? '')
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => path.posix.join(path.posix.dirname(file), specifier));
}

test('imports point one way', () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file).flatMap((to) => (mayImport(file, to) ? [] : [`${file} imports ${to}`])),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ['harness/judge', ['harness/cli', 'harness/judge']],
  ['harness/cli', ['harness/cli']],
])('only what composes imports %s', (composer, allowed) => {
  const others = sources.filter((file) => within(file, 'harness') && !allowed.some((folder) => within(file, folder)));
  expect(others.filter((file) => importsOf(file).some((to) => within(to, composer)))).toEqual([]);
});

test.each([
  ['harness/contract/a.ts', 'harness/contract/b.ts', true],
  ['harness/contract/a.ts', 'harness/disk/b.ts', false],
  ['harness/disk/deep/a.ts', 'harness/contract/b.ts', true],
  ['harness/disk/a.ts', 'harness/model/b.ts', false],
  ['harness/host/a.ts', 'harness/disk/b.ts', true],
  ['harness/host/a.ts', 'suites/x/b.ts', false],
  ['harness/cli/a.ts', 'suites/x/b.ts', true],
  ['suites/x/a.ts', 'adapters/b.ts', false],
  ['adapters/a.ts', 'harness/contract/b.ts', true],
  ['adapters/a.ts', 'harness/host/b.ts', false],
  ['calibration/a.ts', 'harness/disk/b.ts', true],
  ['calibration/a.ts', 'harness/host/b.ts', false],
  ['harness/crash/a.ts', 'calibration/b.ts', false],
  ['index.ts', 'suites/x/a.ts', true],
  ['fixtures.ts', 'harness/judge/a.ts', true],
  ['fixtures/a.ts', 'harness/judge/a.ts', false],
])('the rule itself: %s importing %s is %s', (from, to, allowed) => {
  expect(mayImport(from, to)).toBe(allowed);
});

test('no imports go in circles, not even those of types', () => {
  const modules = files.filter((file) => /\.(ts|mjs)$/.test(file));
  const circles = importCircles(new Map(modules.map((file) => [file, importsOf(file)])));
  expect(circles.map((circle) => [...circle, circle[0]].join(' -> '))).toEqual([]);
});

test('the imports of a file are found', () => {
  expect(importsOf('harness/report/formats/terminal/whole-report.ts')).toContain('harness/verdict/report.ts');
  expect(importsOf('harness/report/formats/terminal/whole-report.ts')).toContain('harness/report/page.ts');
});

test.each([
  ["import { b } from './b.ts';"],
  ["import type { B } from './b.ts';"],
  ["import {\n  type B,\n  b,\n} from './b.ts';"],
  ["import './b.ts';"],
  ["export * from './b.ts';"],
  ["export type { B } from './b.ts';"],
  ["const { b } = await import('./b.ts');"],
  ["type B = import('./b.ts').B;"],
])('an import: %s', (text) => {
  expect(importsIn(`import 'node:fs';\n${text}\n`, 'a/a.ts')).toEqual(['a/b.ts']);
});
