import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

const root = path.dirname(fileURLToPath(import.meta.url));

// Workers and the command are started as they were bundled: after `tsc` alone they would be those of before.
const [built, bundled] = ['dist/.tsbuildinfo', 'dist/bundled/main.js'].map((file) =>
  statSync(path.join(root, file), { throwIfNoEntry: false }),
);
if (built !== undefined && bundled !== undefined && built.mtimeMs > bundled.mtimeMs) {
  throw new Error('dist/bundled is older than what it was made from: npm run build makes both');
}

/** Tests import `./x.ts`; they get `dist/**\/x.js`, natively: what is tested is what is published, workers and coverage included. */
const testTheBuild: Plugin = {
  name: 'test-the-build',
  enforce: 'pre',
  resolveId(source, importer) {
    if (importer === undefined || !source.startsWith('.') || !source.endsWith('.ts') || /\.(test|spec)\.ts$/.test(source))
      return null;
    const file = path.resolve(path.dirname(importer), source);
    const built = path.join(root, 'dist', path.relative(root, file).replace(/\.ts$/, '.js'));
    return existsSync(built) ? { id: built, external: true } : null;
  },
};

const TESTS = ['{harness,suites,adapters,fixtures,bench,calibration,mutation,docs,.ci}/**/*.test.ts', '*.test.ts'];

/**
 * What gets a process of its own for each file: tests that put something in the place of what Node has, or change the working directory, the
 * environment or the umask. The others share one after another, since most of them are over before a process has begun.
 */
const ALONE = [
  '*.test.ts',
  'harness/contract/{import-from-project,project-package}.test.ts',
  'harness/disk/facade/**/*.test.ts',
  'harness/host/{mounted,simulated}/**/*.test.ts',
  'harness/host/server/services/*.test.ts',
  'harness/judge/{containment,family-member,jobs,judge-mounted,judge-on-server,loops}.test.ts',
  'harness/judge/fixtures/fixtures.test.ts',
];

export default defineConfig({
  plugins: [testTheBuild],
  test: {
    // A bound for what hangs, on a machine that is busy with other things too.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // What is run there is not to write into the log and the summary of whoever runs the tests.
    env: { GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '', GITHUB_WORKSPACE: '', CI_PROJECT_DIR: '' },
    // Each of them keeps a worker busy, and now and then two.
    maxConcurrency: 2,
    pool: 'forks',
    // Vitest leaves one core to itself, which on two cores means one file at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    setupFiles: process.env.NODE_V8_COVERAGE === undefined ? [] : ['.ci/write-coverage.ts'],
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      { extends: true, test: { name: 'together', include: TESTS, exclude: [...ALONE, '**/node_modules/**'], isolate: false } },
    ],
  },
});
