// Wall time and peak memory of the command line's default run, process start included.
import { measureRun } from './measure-run.mjs';
import { print } from './print.mjs';

for (const store of ['json-file', 'jsonl-log']) {
  const { ms, peakMb } = await measureRun([store]);
  print({ name: `default run, ${store}`, value: ms, unit: 'ms', goal: 20_000 });
  print({ name: `default run, ${store}, peak memory`, value: peakMb, unit: 'MB', goal: 400 });
}
