import { parentPort, workerData } from 'node:worker_threads';
import { SimulatedHost } from '../../../dist/harness/host/simulated/simulated-host.js';
import { loadAdapter, resolveTarget } from '../../../dist/harness/judge/target.js';

// Lives of a store, one after the other, on one simulated disk. The data is `{ store, scenarios }`; a scenario is a list of lives, each
// `{ steps, fault?, inPlace? }`; `inPlace` is a path where a directory is put before the life. Posts, for each, reports and what was left.
const host = new SimulatedHost();
host.use(await loadAdapter(resolveTarget(workerData.store)));
const results = [];
for (const lives of workerData.scenarios) {
  let image = await host.emptyImage();
  const lived = [];
  for (const [incarnation, { steps, fault, inPlace }] of lives.entries()) {
    if (inPlace !== undefined) image = await host.replaced(image, inPlace, { kind: 'directory' });
    const { report, end } = await host.live(image, { steps }, { incarnation, fault });
    const entries = await host.entries(end);
    lived.push({ report, left: entries.map(({ path, kind, size }) => ({ path, kind, size })) });
    image = end;
  }
  results.push(lived);
}
parentPort.postMessage(results);
