// The same crashes of the same workload, recovered and judged by the same code, on the simulated disk and by killing real processes: how many
// times faster is the first? One core each.

import { resolveClaims } from '../dist/harness/contract/claims.js';
import { explore } from '../dist/harness/crash/explore.js';
import { USUAL_LOSSES } from '../dist/harness/crash/power-loss/power-loss-points.js';
import { RecoveryCache } from '../dist/harness/crash/recovery-cache.js';
import { resolveTarget } from '../dist/harness/judge/target.js';
import { withProcessHost } from '../dist/harness/judge/with-process-host.js';
import { check } from '../dist/suites/crash-injection/check.js';
import { CRASH_REQUIREMENTS } from '../dist/suites/crash-injection/requirements.js';
import { amount } from './amount.mjs';
import { inWorker } from './in-worker.mjs';
import { print } from './print.mjs';

const OPERATIONS = [
  { op: 'create', session: 'alpha', fields: {} },
  { op: 'patch', session: 'alpha', fields: { turn: 2 } },
  { op: 'create', session: 'beta', fields: {} },
].slice(0, amount(3, 1));
const SIMULATED_ROUNDS = amount(300, 3);

await inWorker(import.meta.url, 'json-file', measureSimulated, compare);

async function compare(simulated) {
  const killed = await measureKilled();
  print({ name: 'crash images checked per second by SIGKILL and restart, json-file', value: killed, unit: '1/s' });
  print({
    name: 'the same on the simulated disk, every image recovered anew',
    value: simulated,
    unit: '1/s',
    ratio: Math.round(simulated / killed),
    baseline: 'SIGKILL and restart',
    goal: '500 times',
  });
}

async function measureSimulated({ host, claims, nowMs }) {
  for (let warmUp = 0; warmUp < SIMULATED_ROUNDS; warmUp++) await crashAll(host, claims);
  const start = nowMs();
  let images = 0;
  for (let round = 0; round < SIMULATED_ROUNDS; round++) images += await crashAll(host, claims);
  return (images / (nowMs() - start)) * 1000;
}

function measureKilled() {
  return withProcessHost(resolveTarget('json-file'), undefined, async (host) => {
    const { claims } = await host.store();
    const start = performance.now();
    const images = await crashAll(host, resolveClaims(claims));
    return (images / (performance.now() - start)) * 1000;
  });
}

/** Every crash of the workload, checked; nothing remembered from round to round. Returns how many there were. */
async function crashAll(host, claims) {
  const cache = new RecoveryCache();
  for await (const crash of explore(host, OPERATIONS, {
    claims,
    models: ['process-kill'],
    tears: 'some',
    depth: USUAL_LOSSES,
    fromOperation: 0,
    cache,
  })) {
    if ((await check(crash, CRASH_REQUIREMENTS, { host, claims })).length > 0) throw new Error('json-file failed');
  }
  return cache.statistics.images;
}
