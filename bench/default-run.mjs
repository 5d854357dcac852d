// Wall time and peak memory of the command line's default run, process start included.
import { amount } from './amount.mjs';
import { measureRun } from './measure-run.mjs';
import { print } from './print.mjs';

const WHICH = amount([], ['--effort', 'quick', '--only', 'CRASH-1']);

for (const store of ['json-file', 'jsonl-log']) {
  const { ms, peakMb } = await measureRun([store, ...WHICH]);
  print({ name: `default run, ${store}`, value: ms, unit: 'ms', goal: 20_000 });
  print({ name: `default run, ${store}, peak memory`, value: peakMb, unit: 'MB', goal: 400 });
}
