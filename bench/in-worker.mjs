// The simulated host takes its thread over: measurements on it run in a worker, and send what they find.
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { resolveClaims } from '../dist/harness/contract/claims.js';
import { preflight } from '../dist/harness/host/preflight.js';
import { SimulatedHost } from '../dist/harness/host/simulated/simulated-host.js';
import { loadAdapter, resolveTarget } from '../dist/harness/judge/target.js';

/** Runs `measure(store)` in a worker of the module `url` and gives its result to `onResult` in the main thread. */
export async function inWorker(url, target, measure, onResult) {
  if (isMainThread) {
    const worker = new Worker(new URL(url));
    worker.on('error', (error) => {
      throw error;
    });
    worker.on('message', onResult);
    return;
  }
  // Virtual time stands still; the real clock is what a benchmark wants.
  const nowMs = performance.now.bind(performance);
  const resolved = resolveTarget(target);
  const program = new URL('../dist/harness/judge/store-peer.js', import.meta.url);
  const host = new SimulatedHost({ processes: { program, argument: JSON.stringify(resolved) } });
  const adapter = await loadAdapter(resolved);
  host.use(adapter);
  const claims = resolveClaims(adapter.claims);
  const { capabilities } = await preflight(host, claims);
  parentPort.postMessage(await measure({ host, claims, capabilities, nowMs }));
  await host.dispose();
  parentPort.close();
}
