// From the start of a process to the first counterexample of each defect of ground truth: found, shrunk and explained, before it is confirmed.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { amount } from './amount.mjs';
import { print } from './print.mjs';

const RUNS = amount(3, 1);
const DEFECTS = amount(Number.POSITIVE_INFINITY, 1);
const FOLDER = new URL('../dist/fixtures/defects/ground-truth/', import.meta.url);

if (!isMainThread) await findFirst(workerData);
else if (process.argv[2] === 'child') {
  // The simulated host takes its thread over.
  const worker = new Worker(new URL(import.meta.url), { workerData: process.argv[3] });
  worker.on('message', (found) => process.exit(found ? 0 : 1));
} else await measure();

async function findFirst(name) {
  const { parentPort } = await import('node:worker_threads');
  const { SimulatedHost } = await import('../dist/harness/host/simulated/simulated-host.js');
  const host = new SimulatedHost();
  const { default: adapter } = await import(new URL(`${name}.js`, FOLDER).href);
  host.useForScripts(adapter);
  const { resolveRegistryClaims } = await import('../dist/harness/contract/registry-claims.js');
  const { groundTruth } = await import('../dist/suites/ground-truth/suite.js');
  const subject = { kind: 'registry', host, adapter, claims: resolveRegistryClaims(adapter.claims) };
  const requirements = groundTruth.requirements.filter((one) => one.notApplicable(subject) === undefined).map(({ id }) => id);
  const fixed = { effort: 'default', seed: 1, models: [], depth: 1, assumed: false, learned: {}, onPlace: () => {} };
  for await (const { type } of groundTruth.run({ subject, requirements, ...fixed }))
    if (type === 'failure') return parentPort.postMessage(true);
  parentPort.postMessage(false);
}

async function measure() {
  const names = readdirSync(FOLDER).flatMap((file) => (/^[a-z0-9-]+\.js$/.test(file) ? [file.slice(0, -'.js'.length)] : []));
  const medians = [];
  for (const name of names.slice(0, DEFECTS)) {
    const times = [];
    for (let run = 0; run < RUNS; run++) times.push(await timeOfOne(name));
    const value = median(times);
    medians.push(value);
    print({ name: `start to first counterexample, ${name} (median of ${RUNS})`, value, unit: 'ms' });
  }
  print({
    name: `start to first counterexample, median of ${medians.length} defects of ground truth`,
    value: median(medians),
    unit: 'ms',
    goal: 1000,
  });
}

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
