// The suites of pools and registries: how many sequences of calls and events are played on a pool and judged a second, and how long it takes from the start
// of a process to the first counterexample of each defect of both.
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { amount } from './amount.mjs';
import { firstOfDefects, median } from './first-of-defects.mjs';
import { print } from './print.mjs';

const PROGRAMS = amount(4_000, 50);
const DEFECTS = amount(Number.POSITIVE_INFINITY, 1);
const dist = (module) => new URL(`../dist/${module}.js`, import.meta.url).href;

if (isMainThread) await measure();
else {
  // Virtual time stands still; the real clock is what a benchmark wants.
  const nowMs = performance.now.bind(performance);
  const { SimulatedHost } = await import(dist('harness/host/simulated/simulated-host'));
  const host = new SimulatedHost();
  const { default: adapter } = await import(dist('adapters/warm-pool'));
  const { resolvePoolClaims } = await import(dist('harness/contract/pool-claims'));
  const subject = { kind: 'pool', host, adapter, claims: resolvePoolClaims(adapter.claims) };
  parentPort.postMessage(await sequences(subject, nowMs));
}

async function measure() {
  print({ name: 'sequences played on a pool and judged', value: await inThread(), unit: '1/s', goal: 2000 });
  const all = [];
  for (const suite of ['lifecycle', 'ground-truth']) {
    const medians = [];
    for await (const { defect, value } of firstOfDefects(suite, { runs: amount(3, 1), most: DEFECTS })) {
      medians.push(value);
      print({ name: `start to first counterexample, ${defect}`, value, unit: 'ms' });
    }
    const name = `start to first counterexample, median of ${medians.length} defects of ${suite}`;
    print({ name, value: median(medians), unit: 'ms', goal: 1000 });
    all.push(...medians);
  }
  const name = `start to first counterexample, median of ${all.length} defects of pools and registries`;
  print({ name, value: median(all), unit: 'ms', goal: 1000 });
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

/** The simulated host takes its thread over. */
function inThread() {
  const worker = new Worker(new URL(import.meta.url));
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
