// From the start of a process to the first counterexample of truncate-in-place: found and shrunk, before it is confirmed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { print } from './print.mjs';

const RUNS = 7;

if (process.argv[2] === 'child') {
  const { runInThread } = await import('../dist/harness/cli/store-thread.js');
  const { resolveTarget } = await import('../dist/harness/cli/target.js');
  const { CRASH_REQUIREMENTS } = await import('../dist/suites/crash-injection/requirements.js');
  const job = {
    do: 'judge',
    target: resolveTarget('defect:truncate-in-place'),
    requirements: CRASH_REQUIREMENTS.map(({ id }) => id),
    effort: 'default',
    seed: 1,
  };
  await runInThread(job, { onMessage: ({ type }) => type === 'failure' && process.exit(0) });
  process.exit(1);
}

const times = [];
for (let run = 0; run < RUNS; run++) times.push(await timeOfOne());
times.sort((a, b) => a - b);
print({
  name: 'start to first counterexample, truncate-in-place (median)',
  value: times[Math.floor(RUNS / 2)],
  unit: 'ms',
  goal: 1000,
});

async function timeOfOne() {
  const start = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'child'], { stdio: 'inherit' });
  const status = await new Promise((resolve) => child.on('exit', resolve));
  if (status !== 0) throw new Error('no counterexample was found');
  return performance.now() - start;
}
