// Crash images checked per second on json-file, on one core: each is made, hashed, recovered (opened, read, written, reopened, read) if it
// is new, and judged by every requirement.
import { explore } from '../dist/harness/crash/explore.js';
import { USUAL_LOSSES } from '../dist/harness/crash/power-loss/power-loss-points.js';
import { RecoveryCache } from '../dist/harness/crash/recovery-cache.js';
import { randomWorkloads } from '../dist/harness/model/workload.js';
import { check } from '../dist/suites/crash-injection/check.js';
import { CRASH_REQUIREMENTS } from '../dist/suites/crash-injection/requirements.js';
import { amount } from './amount.mjs';
import { inWorker } from './in-worker.mjs';
import { print } from './print.mjs';

const WORKLOADS = amount(400, 10);

await inWorker(import.meta.url, 'json-file', measure, ({ images, recoveries, ms }) => {
  print({
    name: 'crash images checked per second, json-file, small payloads',
    value: (images / ms) * 1000,
    unit: '1/s',
    goal: 10_000,
    floor: 4000,
  });
  print({ name: 'of these recovered, not known from an equal image', value: (recoveries / ms) * 1000, unit: '1/s' });
});

async function measure({ host, claims, capabilities, nowMs }) {
  const workloads = randomWorkloads(capabilities, { count: 2 * WORKLOADS, length: 12, seed: 1 }).map(withSmallPayloads);
  const cache = new RecoveryCache();
  const options = { claims, models: ['process-kill'], tears: 'some', depth: USUAL_LOSSES, fromOperation: 0, cache };
  const requirements = CRASH_REQUIREMENTS.filter((requirement) => requirement.notApplicable(claims, capabilities) === undefined);
  const run = async (some) => {
    for (const operations of some) {
      for await (const crash of explore(host, operations, options)) {
        if ((await check(crash, requirements, { host, claims })).length > 0) throw new Error('json-file failed');
      }
    }
  };
  // Compiling is not what is measured.
  await run(workloads.slice(0, WORKLOADS));
  const before = { ...cache.statistics };
  const start = nowMs();
  await run(workloads.slice(WORKLOADS, 2 * WORKLOADS));
  const ms = nowMs() - start;
  return { images: cache.statistics.images - before.images, recoveries: cache.statistics.recoveries - before.recoveries, ms };
}

function withSmallPayloads(operations) {
  return JSON.parse(JSON.stringify(operations), (_key, value) =>
    Array.isArray(value?.$text) ? `${value.$text[0]} small` : value,
  );
}
