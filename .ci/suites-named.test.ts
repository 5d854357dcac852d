import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { REQUIREMENTS, SUITE_NAMES } from '../harness/judge/requirements.ts';

// A new suite is a folder, a line in suites/index.ts, its fixtures and its documentation. Nothing else may know one by name.

const root = fileURLToPath(new URL('..', import.meta.url));

/** Shown to people as examples of what can be typed. */
const EXAMPLES = ['harness/cli/help.ts', 'harness/cli/arguments.ts', 'harness/verdict/counterexample-shape.ts'];

function sourcesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(test|test-data)\.ts$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
}

/** Suites that are called as a host is: their names stand for that elsewhere, and only their folders are theirs alone. */
const CALLED_AS_A_HOST = ['server'];

/** Code without what is only said about it. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** The suites and requirements that a source names, other than those of the folder it is in. */
function namesIn(text: string, own: string | undefined): string[] {
  const code = withoutComments(text);
  const ids = REQUIREMENTS.filter(({ suite }) => suite !== own).map(({ id }) => id);
  const names = SUITE_NAMES.filter((name) => name !== own);
  return [
    ...ids.filter((id) => new RegExp(`\\b${id}\\b`).test(code)),
    // A scenario may be called as its suite is; only whole strings and folders are names of suites.
    ...names.filter((name) => (CALLED_AS_A_HOST.includes(name) ? code.includes(`suites/${name}/`) : isNamed(name, code))),
  ];
}

function isNamed(name: string, code: string): boolean {
  return new RegExp(`['"\`/]${name}['"\`/]`).test(code);
}

const suiteOf = (file: string) => /^suites\/([^/]+)\//.exec(file)?.[1];

test('nothing but suites/index.ts and its own folder names a suite or a requirement', () => {
  const entryPoints = ['index.ts', 'vitest.ts', 'fixtures.ts', 'arbitraries.ts'];
  const files = [...['harness', 'suites', 'adapters', 'calibration', 'mutation'].flatMap(sourcesBelow), ...entryPoints];
  const named = files
    .filter((file) => file !== 'suites/index.ts' && !EXAMPLES.includes(file))
    .flatMap((file) => namesIn(readFileSync(path.join(root, file), 'utf8'), suiteOf(file)).map((name) => `${file}: ${name}`));
  expect(named).toEqual([]);
});

test.each<[text: string, own: string | undefined, names: string[]]>([
  ["if (id === 'CRASH-3') return;", undefined, ['CRASH-3']],
  ["if (id === 'CRASH-3') return;", 'crash-injection', []],
  ["if (id === 'CRASH-3') return;", 'torn-read', ['CRASH-3']],
  ["import { run } from '../torn-read/run.ts';", 'crash-injection', ['torn-read']],
  ['/** Such as CRASH-3. */\n// and CRASH-4\nrun();', undefined, []],
  ["suite === 'identity'", undefined, ['identity']],
  ["import { server } from '../suites/server/suite.ts'; host === 'server'", undefined, ['server']],
  ["host === 'server'", undefined, []],
  ['the identity of a process', undefined, []],
])('the rule itself: %s', (text, own, names) => {
  expect(namesIn(text, own)).toEqual(names);
});
