// From the start of a process to the first counterexample of each defect: found, shrunk and explained, before it is confirmed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { amount } from './amount.mjs';
import { print } from './print.mjs';

const RUNS = amount(3, 1);
const DEFECTS = amount(Number.POSITIVE_INFINITY, 1);

if (process.argv[2] === 'child') {
  const { runInThread } = await import('../dist/harness/judge/store-thread.js');
  const { resolveTarget } = await import('../dist/harness/judge/target.js');
  const { CRASH_REQUIREMENTS } = await import('../dist/suites/crash-injection/requirements.js');
  const { PERSISTENCE_MODELS } = await import('../dist/harness/verdict/counterexample.js');
  const job = {
    do: 'judge',
    target: resolveTarget(`defect:${process.argv[3]}`),
    requirements: CRASH_REQUIREMENTS.map(({ id }) => id),
    effort: 'default',
    seed: 1,
    models: PERSISTENCE_MODELS,
    depth: 1,
  };
  await runInThread(job, {
    onMessage: ({ type, observed }) => type === 'failure' && observed === false && process.exit(0),
  });
  process.exit(1);
}

const { defects } = await import('../dist/fixtures/index.js');
const { CRASH_REQUIREMENTS } = await import('../dist/suites/crash-injection/requirements.js');
const medians = [];
for (const [name, { fails }] of Object.entries(defects)) {
  if (medians.length >= DEFECTS) break;
  // Defects of other suites are found by other means.
  if (!fails.some((id) => CRASH_REQUIREMENTS.some((requirement) => requirement.id === id))) continue;
  const times = [];
  for (let run = 0; run < RUNS; run++) times.push(await timeOfOne(name));
  const value = median(times);
  medians.push(value);
  print({ name: `start to first counterexample, ${name} (median of ${RUNS})`, value, unit: 'ms' });
}
print({
  name: `start to first counterexample, median of ${medians.length} defects`,
  value: median(medians),
  unit: 'ms',
  goal: 1000,
});

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function timeOfOne(defect) {
  const start = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'child', defect], { stdio: 'inherit' });
  const status = await new Promise((resolve) => child.on('exit', resolve));
  if (status !== 0) throw new Error(`no counterexample of ${defect} was found`);
  return performance.now() - start;
}
