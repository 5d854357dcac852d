// The package as people get it: packed, and installed from the tarball into new projects by the package managers that they use.
//
// There are no peers, not even optional ones: npm resolves those too, and theirs. Those of @langchain/community contradict each other, and npm 10 fails
// on those of Vitest 4 by itself ("Cannot read properties of null (reading 'edgesOut')"). So Vitest 4 is installed with npm 11, and langchain 0.3
// without @langchain/community 0.3, which npm does not resolve in an empty project either.
//
// To stay short, every project installs, runs `crashworthy doctor json-file` and judges one requirement; one of each kind of subject where that could
// differ, from pnpm's node_modules; README's Vitest example with Vitest 3 and 4, whole with the later one; and examples of docs/fixtures.md, which print what is shown there.
// One project at a time: it runs beside the tests.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const AT_ONCE = 1;
/** Far more than any of them needs; a package manager that asks a question would wait for ever. */
const LONGEST_MS = 5 * 60_000;
const QUICK = ['run', 'json-file', '--effort', 'quick'];
const CHEAP = [...QUICK, '--only', 'CRASH-1', '--no-confirm-kill'];
/** Lives, races of threads and processes, readers beside a writer. */
const OF_EACH_KIND = [...CHEAP, '--only', 'PATCH-2', '--only', 'TORN-1', '--only', 'IDENT-1'];
const npm = (major) => ['-p', `npm@${major}`, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund'];

/** In the order of their cost: the longest first. `install` is what `npx --yes` runs, before the packages. */
const PROJECTS = [
  { name: 'npm 11, langchain 0.3', install: npm(11), packages: ['@langchain/core@^0.3.0', 'langchain@^0.3.0'], run: CHEAP },
  // Without a peer, Vitest is found where the project has it, not where pnpm has put the package.
  { name: 'pnpm 10, Vitest 4', install: ['pnpm@10', 'add'], packages: ['vitest@4'], run: OF_EACH_KIND, vitest: 'brief' },
  { name: 'npm 11, Vitest 4', install: npm(11), packages: ['vitest@4'], run: CHEAP, vitest: 'whole' },
  { name: 'npm 10, Vitest 3', install: npm(10), packages: ['vitest@3'], run: CHEAP, vitest: 'brief' },
  { name: 'yarn 1, empty', install: ['yarn@1', 'add', '--non-interactive'], packages: [], run: CHEAP },
  {
    name: 'yarn 4, empty',
    install: ['-p', '@yarnpkg/cli-dist@4', 'yarn', 'add'],
    packages: [],
    files: { '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n', 'yarn.lock': '' },
    run: CHEAP,
  },
  {
    name: 'npm 11, memfs and fast-check',
    install: npm(11),
    packages: ['memfs@4', 'fast-check@4'],
    run: CHEAP,
    examples: ['volume', 'arbitraries'],
  },
];

const run = promisify(execFile);
const place = mkdtempSync(path.join(tmpdir(), 'crashworthy-install-'));
try {
  const tarball = await pack();
  const waiting = PROJECTS.map((project, index) => ({ ...project, directory: path.join(place, String(index)) }));
  const failures = [];
  const worker = async () => {
    for (let project = waiting.shift(); project !== undefined; project = waiting.shift())
      await tryProject(project, tarball).catch((error) => failures.push(`${project.name}: ${told(error)}`));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  rmSync(place, { recursive: true, force: true });
}

/** Packs what was built. Building it again is for `npm run package:check`, which has just done it. */
async function pack() {
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', place], { cwd: ROOT });
  const [file] = readdirSync(place).filter((name) => name.endsWith('.tgz'));
  return path.join(place, file);
}

async function tryProject({ name, install, packages, directory, files = {}, run: words, vitest, examples = [] }, tarball) {
  const started = performance.now();
  mkdirSync(directory);
  const manifest = { name: 'a-project', version: '1.0.0', private: true, type: 'module' };
  for (const [file, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files }))
    writeFileSync(path.join(directory, file), text);
  // By a relative path: that is how it is typed, and yarn 4 takes an absolute one for a folder of the disk's.
  copyFileSync(tarball, path.join(directory, 'crashworthy.tgz'));
  await inProject(directory, 'npx', ['--yes', ...install, './crashworthy.tgz', ...packages]);
  const installed = performance.now();
  const crashworthy = path.join(directory, 'node_modules/.bin/crashworthy');
  expect(await inProject(directory, crashworthy, ['doctor', 'json-file']), 'ok    close and open again');
  expect(await inProject(directory, crashworthy, words), 'CONFORMS');
  if (vitest !== undefined) await tryVitest(directory, vitest);
  for (const example of examples) await tryExample(directory, example);
  const seconds = (from, to) => ((to - from) / 1000).toFixed(1);
  console.log(`ok ${name}: installed in ${seconds(started, installed)} s, tried in ${seconds(installed, performance.now())} s`);
}

/** README's example, with the exemplary store for the user's; briefly: with one requirement alone. */
async function tryVitest(directory, how) {
  const [, example] = /## In Vitest\n+```ts\n(.*?)```/s.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8')) ?? [];
  if (example === undefined) throw new Error('README.md has no example below "In Vitest"');
  const brief = example.replace("effort: 'quick'", "effort: 'quick', only: ['CRASH-1']");
  if (brief === example) throw new Error('README.md judges with something else than a quick run below "In Vitest"');
  writeFileSync(path.join(directory, 'my-store.test.ts'), how === 'brief' ? brief : example);
  writeFileSync(
    path.join(directory, 'my-store.adapter.ts'),
    [
      "import { defineAdapter } from 'crashworthy';",
      "import jsonFile from 'crashworthy/adapters/json-file';",
      "export default defineAdapter({ ...jsonFile, name: 'my-store' });",
      '',
    ].join('\n'),
  );
  const said = await inProject(directory, path.join(directory, 'node_modules/.bin/vitest'), ['run']);
  if (!/Tests +\d+ passed/.test(said)) throw new Error(`vitest ran no tests:\n${said}`);
}

/** One of docs/fixtures.md, without its types. */
async function tryExample(directory, name) {
  const page = readFileSync(path.join(ROOT, 'docs/fixtures.md'), 'utf8');
  const [, after = ''] = page.split(`<!-- example: ${name} -->`);
  const [, code, shown] = /```ts\n(.*?)```\s+```text\n(.*?)```/s.exec(after) ?? [];
  if (code === undefined) throw new Error(`docs/fixtures.md has no example "${name}" with what it prints`);
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  writeFileSync(path.join(directory, `${name}.mjs`), outputText);
  expect(await inProject(directory, process.execPath, [`${name}.mjs`]), shown);
}

async function inProject(directory, program, words) {
  // Settings of the npm that runs this must not reach the other package managers, nor that a test runner runs it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_OPTIONS)/.test(name)));
  const { stdout } = await run(program, words, {
    cwd: directory,
    env: { ...env, CI: '1', NO_COLOR: '1' },
    timeout: LONGEST_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

function expect(text, part) {
  if (!text.includes(part)) throw new Error(`expected "${part}"; found:\n${text}`);
}

function told({ message, stdout = '', stderr = '' }) {
  return [message, stdout, stderr].filter((text) => text !== '').join('\n');
}
