// How the number of crash images and the time grow with the length of a workload. Linear: the ratio to the line through the first
// length stays near 1.
import { explore } from '../dist/harness/crash/explore.js';
import { processKill } from '../dist/harness/crash/process-kill.js';
import { RecoveryCache } from '../dist/harness/crash/recovery-cache.js';
import { inWorker } from './in-worker.mjs';
import { print } from './print.mjs';

const LENGTHS = [10, 20, 40, 80];

await inWorker(import.meta.url, 'json-file', measure, (results) => {
  const [first] = results;
  for (const { length, images, ms } of results) {
    const line = length / first.length;
    print({
      name: `crash images of ${length} operations`,
      value: images,
      unit: 'images',
      ratio: images / first.images / line,
      baseline: 'linear from 10',
    });
    print({
      name: `time for ${length} operations`,
      value: ms,
      unit: 'ms',
      ratio: ms / first.ms / line,
      baseline: 'linear from 10',
    });
  }
});

async function measure({ host, claims, nowMs }) {
  const run = async (length) => {
    const cache = new RecoveryCache();
    const start = nowMs();
    for await (const _ of explore(host, workload(length), {
      claims,
      model: processKill,
      tears: 'some',
      fromOperation: 0,
      cache,
    }));
    return { length, images: cache.statistics.images, ms: nowMs() - start };
  };
  for (let warmUp = 0; warmUp < 3; warmUp++) await run(40);
  const results = [];
  for (const length of LENGTHS) results.push(await run(length));
  return results;
}

/** Patches of one session, each with a value of its own, so that no two images are equal. */
function workload(length) {
  const patches = Array.from({ length: length - 1 }, (_, turn) => ({
    op: 'patch',
    session: 'alpha',
    fields: { [`field${turn % 3}`]: `turn ${turn}`, turn },
  }));
  return [{ op: 'create', session: 'alpha', fields: {} }, ...patches];
}
