// Wall time and peak memory of the command line's default run, process start included.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { print } from './print.mjs';

const MAIN = fileURLToPath(new URL('../dist/harness/cli/main.js', import.meta.url));
const USAGE = new URL('./report-usage.mjs', import.meta.url).href;

for (const store of ['json-file', 'jsonl-log']) {
  const { ms, peakMb } = await measure(store);
  print({ name: `default run, ${store}`, value: ms, unit: 'ms', goal: 20_000 });
  print({ name: `default run, ${store}, peak memory`, value: peakMb, unit: 'MB', goal: 400 });
}

async function measure(store) {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', USAGE, MAIN, 'run', store, '--out', fileURLToPath(new URL('../.crashworthy/bench', import.meta.url))],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    },
  );
  let usage = '';
  child.stdio[3].on('data', (chunk) => {
    usage += chunk;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${store} does not conform`);
  return { ms: performance.now() - start, peakMb: JSON.parse(usage).maxRssKb / 1000 };
}
