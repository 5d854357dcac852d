// Recoveries of a crash image a second, as crash-injection counts them, on the mounted host and on the process host in the same run. SQLite needs
// a Node that has it; what cannot be measured here says why.
import { isBuiltin } from 'node:module';
import { recover } from '../dist/harness/crash/recovery.js';
import { MountObstacle } from '../dist/harness/disk/mount/obstacle.js';
import { MountedHost } from '../dist/harness/host/mounted/mounted-host.js';
import { ProcessHost } from '../dist/harness/host/process/process-host.js';
import { amount } from './amount.mjs';
import { print } from './print.mjs';

const RECOVERIES = amount(20, 2);
const OPERATIONS = [
  { op: 'create', session: 'alpha', fields: { turn: 1 } },
  { op: 'patch', session: 'alpha', fields: { text: 'p1 small' } },
];
const HOSTS = {
  mounted: { program: 'store-in-mount', Host: MountedHost },
  process: { program: 'store-child', Host: ProcessHost },
};

for (const store of ['json-file', 'sqlite']) {
  for (const [name, { program, Host }] of Object.entries(HOSTS)) {
    const missing = store === 'sqlite' && !isBuiltin('node:sqlite') ? `Node ${process.version} has no node:sqlite` : undefined;
    print(await figure(store, name, missing === undefined ? () => measure(store, program, Host) : () => ({ skipped: missing })));
  }
}

async function figure(store, host, measured) {
  const base = { name: `recoveries per second, ${store} on ${host}`, unit: '1/s' };
  try {
    const { perSecond = 0, ...rest } = await measured();
    return { ...base, value: Math.round(perSecond * 10) / 10, ...rest };
  } catch (error) {
    if (!(error instanceof MountObstacle)) throw error;
    return { ...base, value: 0, skipped: error.message };
  }
}

async function measure(store, program, Host) {
  const url = new URL(`../dist/adapters/${store}.js`, import.meta.url).href;
  const argument = JSON.stringify({ shown: store, url });
  const host = await Host.create({ program: new URL(`../dist/harness/judge/${program}.js`, import.meta.url), argument });
  try {
    const steps = [{ do: 'operations', operations: OPERATIONS }, { do: 'close' }];
    const life = await host.live(await host.emptyImage(), { steps }, { incarnation: 0 });
    const { image } = await life.imageAt({ changes: life.changes.length - 1 });
    const options = { sessions: ['alpha', 'beta'], incarnation: 1, tears: 'some' };
    await recover(host, image, options);
    const { lives } = host.statistics;
    const start = performance.now();
    for (let index = 0; index < RECOVERIES; index++) await recover(host, image, options);
    const seconds = (performance.now() - start) / 1000;
    return { perSecond: RECOVERIES / seconds, livesPerSecond: Math.round((host.statistics.lives - lives) / seconds) };
  } finally {
    await host.dispose();
  }
}
