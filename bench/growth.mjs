// How the number of crash images and the time grow with the length of a workload, under each persistence model. Linear: the ratio to the line
// through the first length stays near 1. `json-file` replaces one small file again and again: a recovery reads as much after two hundred operations
// as after ten, and what grows is ours. A log (`npm run bench -- growth` with CW_BENCH_STORE=jsonl-log) is read whole by every recovery.
import { explore } from '../dist/harness/crash/explore.js';
import { USUAL_LOSSES } from '../dist/harness/crash/power-loss/power-loss-points.js';
import { RecoveryCache } from '../dist/harness/crash/recovery-cache.js';
import { PERSISTENCE_MODELS } from '../dist/harness/verdict/counterexample.js';
import { amount } from './amount.mjs';
import { inWorker } from './in-worker.mjs';
import { print } from './print.mjs';

const LENGTHS = amount([10, 20, 50, 100, 200], [2, 4]);
const WARM_UPS = amount(3, 0);

const STORE = process.env.CW_BENCH_STORE ?? 'json-file';

await inWorker(import.meta.url, STORE, measure, (results) => {
  for (const model of PERSISTENCE_MODELS) {
    const own = results.filter((result) => result.model === model);
    const [first] = own;
    for (const { length, images, distinctImages, ms } of own) {
      const line = length / first.length;
      print({
        name: `${model}: crash images of ${length} operations, ${distinctImages} of them different`,
        value: images,
        unit: 'images',
        ratio: images / first.images / line,
        baseline: `linear from ${first.length}`,
      });
      print({
        name: `${model}: time for ${length} operations`,
        value: ms,
        unit: 'ms',
        ratio: ms / first.ms / line,
        baseline: `linear from ${first.length}`,
      });
    }
  }
});

async function measure({ host, claims, nowMs }) {
  const run = async (model, length) => {
    const cache = new RecoveryCache();
    const start = nowMs();
    const options = { claims, models: [model], tears: 'some', depth: USUAL_LOSSES, fromOperation: 0, cache };
    for await (const _ of explore(host, workload(length), options));
    const { images, distinctImages } = cache.statistics;
    return { model, length, images, distinctImages, ms: nowMs() - start };
  };
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) for (const model of PERSISTENCE_MODELS) await run(model, 20);
  const results = [];
  for (const model of PERSISTENCE_MODELS) for (const length of LENGTHS) results.push(await run(model, length));
  return results;
}

/** One session, written again and again, with a value of its own each time, so that no two images are equal. */
function workload(length) {
  if (STORE === 'jsonl-log') return Array.from({ length }, (_, turn) => ({ op: 'append', session: 'alpha', record: { turn } }));
  const patches = Array.from({ length: length - 1 }, (_, turn) => ({
    op: 'patch',
    session: 'alpha',
    fields: { turn: 100_000 + turn },
  }));
  return [{ op: 'create', session: 'alpha', fields: { turn: 99_999 } }, ...patches];
}
