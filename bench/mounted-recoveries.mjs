// Recoveries of a crash image a second, as crash-injection counts them, on the mounted host and on the process host in the same run. SQLite needs
// a Node that has it, the program Python; what cannot be measured here says why.
import { isBuiltin } from 'node:module';
import { Looks } from '../dist/harness/crash/looks.js';
import { recover } from '../dist/harness/crash/recovery.js';
import { MountObstacle } from '../dist/harness/disk/mount/obstacle.js';
import { MountedHost } from '../dist/harness/host/mounted/mounted-host.js';
import { ProcessHost } from '../dist/harness/host/process/process-host.js';
import { amount } from './amount.mjs';
import { print } from './print.mjs';
import { lackingPython, PYTHON_STORE } from './python-store.mjs';

const RECOVERIES = amount(20, 2);
const DOCUMENT = [
  { op: 'create', session: 'alpha', fields: { turn: 1 } },
  { op: 'patch', session: 'alpha', fields: { text: 'p1 small' } },
];
const LOG = [
  { op: 'append', session: 'alpha', record: { turn: 1 } },
  { op: 'append', session: 'alpha', record: { text: 'p1 small' } },
];
const HOSTS = {
  mounted: { program: 'store-in-mount', Host: MountedHost },
  process: { program: 'store-child', Host: ProcessHost },
};
const STORES = {
  'json-file': { operations: DOCUMENT },
  sqlite: { operations: DOCUMENT, missing: isBuiltin('node:sqlite') ? undefined : `Node ${process.version} has no node:sqlite` },
  'a log in Python': { operations: LOG, argv: PYTHON_STORE, missing: lackingPython() },
};

for (const [store, { missing, ...rest }] of Object.entries(STORES)) {
  for (const name of Object.keys(HOSTS)) {
    const measured = missing === undefined ? () => measure({ store, ...rest, ...HOSTS[name] }) : () => ({ skipped: missing });
    print(await figure(store, name, measured));
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

async function measure({ store, operations, argv, program, Host }) {
  const host = await Host.create({
    program: new URL(`../dist/harness/judge/${program}.js`, import.meta.url),
    argument: JSON.stringify(targetOf(store, argv)),
    ...(argv === undefined ? {} : { command: { argv } }),
  });
  try {
    const steps = [{ do: 'operations', operations }, { do: 'close' }];
    const life = await host.live(await host.emptyImage(), { steps }, { incarnation: 0 });
    const { image } = await life.imageAt({ changes: Math.max(0, life.changes.length - 1) });
    const options = { sessions: ['alpha', 'beta'], incarnation: 1, tears: 'some' };
    // What was seen of an image is not looked at again: each recovery begins without.
    const recoverAnew = () => recover(host, image, { ...options, looks: new Looks() });
    await recoverAnew();
    const { lives } = host.statistics;
    const start = performance.now();
    for (let index = 0; index < RECOVERIES; index++) await recoverAnew();
    const seconds = (performance.now() - start) / 1000;
    return { perSecond: RECOVERIES / seconds, livesPerSecond: Math.round((host.statistics.lives - lives) / seconds) };
  } finally {
    await host.dispose();
  }
}

function targetOf(store, argv) {
  if (argv !== undefined) return { shown: store, url: 'stdio:', stdio: argv };
  return { shown: store, url: new URL(`../dist/adapters/${store}.js`, import.meta.url).href };
}
