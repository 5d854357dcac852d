// The suite of pools: how many sequences of calls and events it plays and judges a second, and how long it takes from the start of a process to the
// first counterexample of each defect: found and shrunk, before it is confirmed.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { amount } from './amount.mjs';
import { print } from './print.mjs';

const PROGRAMS = amount(4_000, 50);
const DEFECTS = amount(Number.POSITIVE_INFINITY, 1);
const dist = (module) => new URL(`../dist/${module}.js`, import.meta.url).href;

if (!isMainThread) {
  // Virtual time stands still; the real clock is what a benchmark wants.
  const nowMs = performance.now.bind(performance);
  const { SimulatedHost } = await import(dist('harness/host/simulated/simulated-host'));
  const host = new SimulatedHost();
  const { default: adapter } = await import(workerData.module);
  const { resolvePoolClaims } = await import(dist('harness/contract/pool-claims'));
  const subject = { kind: 'pool', host, adapter, claims: resolvePoolClaims(adapter.claims) };
  parentPort.postMessage(await (workerData.measures ? sequences(subject, nowMs) : firstFailure(subject)));
} else if (process.argv[2] === 'child') {
  const found = await inThread({ module: process.argv[3] });
  process.exit(found ? 0 : 1);
} else {
  const perSecond = await inThread({ module: dist('adapters/warm-pool'), measures: true });
  print({ name: 'sequences played on a pool and judged', value: perSecond, unit: '1/s', goal: 2000 });
  const times = [];
  const folder = fileURLToPath(new URL('../dist/fixtures/defects/lifecycle/', import.meta.url));
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.js') ? [file.slice(0, -3)] : []));
  for (const name of names.slice(0, DEFECTS)) {
    const value = await timeOf(dist(`fixtures/defects/lifecycle/${name}`));
    times.push(value);
    print({ name: `start to first counterexample of a pool, ${name}`, value, unit: 'ms' });
  }
  const value = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
  print({ name: `start to first counterexample of a pool, median of ${times.length} defects`, value, unit: 'ms', goal: 1000 });
}

async function sequences(subject, nowMs) {
  const { play } = await import(dist('harness/host/pool/play'));
  const { judgePlay } = await import(dist('suites/lifecycle/judge-play'));
  const { LIFECYCLE_REQUIREMENTS } = await import(dist('suites/lifecycle/requirements'));
  const { generatedPrograms } = await import(dist('harness/model/pool/generated-programs'));
  const programs = generatedPrograms(PROGRAMS, 1);
  const through = async () => {
    const start = nowMs();
    for (const program of programs) judgePlay(await play(subject, program), LIFECYCLE_REQUIREMENTS, subject.claims);
    return nowMs() - start;
  };
  await through();
  return (PROGRAMS * 1000) / (await through());
}

async function firstFailure(subject) {
  const { lifecycle } = await import(dist('suites/lifecycle/suite'));
  const requirements = lifecycle.requirements.map(({ id }) => id);
  const options = { effort: 'default', seed: 1, models: [], depth: 1, assumed: false, learned: {}, onPlace() {} };
  for await (const event of lifecycle.run({ subject, requirements, ...options })) if (event.type === 'failure') return true;
  return false;
}

/** The simulated host takes its thread over. */
function inThread(data) {
  const worker = new Worker(new URL(import.meta.url), { workerData: data });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function timeOf(module) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--no-warnings', fileURLToPath(import.meta.url), 'child', module], { stdio: 'inherit' });
  const status = await new Promise((resolve) => child.on('exit', resolve));
  if (status !== 0) throw new Error(`no counterexample of ${module} was found`);
  return performance.now() - start;
}
