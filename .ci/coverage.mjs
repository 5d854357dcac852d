import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

// Coverage of the tests, workers and child processes included, on the sources. Every built file counts, also one that no test
// loads; only files of types alone do not: there is nothing in them to run, and c8 would count their lines as missed.
const built = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
const typesAlone = built.filter((file) =>
  /^\s*export \{\};\s*(\/\/# sourceMappingURL=.*)?\s*$/.test(readFileSync(path.join('dist', file), 'utf8')),
);
const exclude = [
  '**/*.d.ts',
  '**/*.test.ts',
  '**/*.test-data.ts',
  '**/test-data/**',
  ...typesAlone.map((file) => file.replaceAll(path.sep, '/').replace(/\.js$/, '.ts')),
];

rmSync('coverage', { recursive: true, force: true });
const c8 = ['node_modules/c8/bin/c8.js', ...exclude.flatMap((file) => ['--exclude', file])];
const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [...c8, process.execPath, ...vitest], { stdio: 'inherit' });
process.exitCode = status ?? 1;
