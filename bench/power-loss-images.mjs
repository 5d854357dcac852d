// Crash images checked per second under each persistence model, on one core: made, hashed, recovered if new, and judged by every requirement;
// and how many of them were different.
import { explore } from '../dist/harness/crash/explore.js';
import { USUAL_LOSSES } from '../dist/harness/crash/power-loss/power-loss-points.js';
import { RecoveryCache } from '../dist/harness/crash/recovery-cache.js';
import { exhaustiveWorkloads, hasHugePayload } from '../dist/harness/model/workload.js';
import { PERSISTENCE_MODELS } from '../dist/harness/verdict/counterexample.js';
import { check } from '../dist/suites/crash-injection/check.js';
import { CRASH_REQUIREMENTS } from '../dist/suites/crash-injection/requirements.js';
import { amount, isBrief } from './amount.mjs';
import { inWorker } from './in-worker.mjs';
import { print } from './print.mjs';

await inWorker(import.meta.url, 'json-file', measure, (results) => {
  const kill = results.find(({ model }) => model === 'process-kill');
  for (const { model, images, distinctImages, ms } of results) {
    const perSecond = (images / ms) * 1000;
    print({
      name: `${model}: crash images checked per second, json-file`,
      value: perSecond,
      unit: '1/s',
      ratio: perSecond / ((kill.images / kill.ms) * 1000),
      baseline: 'process-kill',
    });
    print({
      name: `${model}: crash images before and after removing equal ones`,
      value: images,
      unit: 'images',
      ratio: distinctImages / images,
    });
  }
});

async function measure({ host, claims, capabilities, nowMs }) {
  const workloads = [...exhaustiveWorkloads(capabilities, amount(3, 1))].filter((operations) => !hasHugePayload(operations));
  const requirements = CRASH_REQUIREMENTS.filter((requirement) => requirement.notApplicable(claims, capabilities) === undefined);
  const run = async (model) => {
    const cache = new RecoveryCache();
    const options = { claims, models: [model], tears: 'some', depth: USUAL_LOSSES, fromOperation: 0, cache };
    const start = nowMs();
    for (const operations of workloads) {
      for await (const crash of explore(host, operations, options)) {
        if ((await check(crash, requirements, { host, claims })).length > 0) throw new Error(`json-file failed under ${model}`);
      }
    }
    const { images, distinctImages } = cache.statistics;
    return { model, images, distinctImages, ms: nowMs() - start };
  };
  if (!isBrief) for (const model of PERSISTENCE_MODELS) await run(model);
  const results = [];
  for (const model of PERSISTENCE_MODELS) results.push(await run(model));
  return results;
}
