// Peak memory of the command line's default run of a sound store that leaves many files, process start included, suite by suite: what is kept of
// crash images, traces and schedules must not grow with their number. `--all` runs all suites in one process, which takes minutes.
import { fileURLToPath } from 'node:url';
import { amount } from './amount.mjs';
import { measureRun } from './measure-run.mjs';
import { print } from './print.mjs';

const STORE = fileURLToPath(new URL('../harness/judge/test-data/many-files.adapter.mjs', import.meta.url));
const WHICH = amount([], ['--effort', 'quick']);
const SUITES = amount(['concurrent-patch', 'async-append-rejection', 'identity'], ['identity']);

for (const suite of process.argv.includes('--all') ? [undefined] : SUITES) {
  const { ms, peakMb } = await measureRun([STORE, ...WHICH, ...(suite === undefined ? [] : ['--only', suite])]);
  print({ name: `many files, ${suite ?? 'all suites'}`, value: ms, unit: 'ms' });
  print({ name: `many files, ${suite ?? 'all suites'}, peak memory`, value: peakMb, unit: 'MB', goal: 400 });
}
