import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/harness/cli/main.js', import.meta.url));
const USAGE = new URL('./report-usage.mjs', import.meta.url).href;
const OUT = fileURLToPath(new URL('../.crashworthy/bench', import.meta.url));

/** Runs `crashworthy run` with these arguments in a process of its own. Gives its wall time and the most memory it had. */
export async function measureRun(args) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', USAGE, MAIN, 'run', ...args, '--out', OUT], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  let usage = '';
  child.stdio[3].on('data', (chunk) => {
    usage += chunk;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${args[0]} does not conform`);
  return { ms: performance.now() - start, peakMb: JSON.parse(usage).maxRssKb / 1000 };
}
