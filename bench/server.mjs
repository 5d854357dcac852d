// Trials a second of a store on a server, with one cut each: a life that is cut, and another one that looks. As a ratio to trials that start a server each.
import { amount } from './amount.mjs';
import { print } from './print.mjs';

const { ServerHost } = await import('../dist/harness/host/server/server-host.js');
const { preflightServed } = await import('../dist/harness/host/server/preflight-served.js');
const { missingService } = await import('../dist/harness/host/server/services/open-service.js');
const { playTrial } = await import('../dist/suites/served/play-trial.js');

const TRIALS = amount(200, 3);
const FRESH = amount(5, 1);
const GOALS = { postgres: 150, redis: 500 };
const source = { given: [], mayHaveTables: false };

for (const name of ['postgres', 'redis']) {
  const base = { name: `trials with one cut, store on ${name}`, unit: 'trials/s', goal: GOALS[name] };
  const missing = missingService(name, source);
  if (missing === undefined) print({ ...base, ...(await measured(name)) });
  else print({ ...base, value: 0, skipped: missing });
}

async function measured(name) {
  const many = await onHost(name, async (_, trial) => {
    // What is compiled on the first use is compiled.
    for (let index = 0; index < amount(10, 1); index++) await trial();
    const start = performance.now();
    for (let index = 0; index < TRIALS; index++) await trial();
    return (performance.now() - start) / TRIALS;
  });
  const start = performance.now();
  for (let index = 0; index < FRESH; index++) await onHost(name, (_, trial) => trial());
  const fresh = (performance.now() - start) / FRESH;
  return { value: 1000 / many, ratio: fresh / many, baseline: 'a trial that starts a server' };
}

async function onHost(name, work) {
  const url = new URL(`../dist/adapters/${name}.js`, import.meta.url).href;
  const program = new URL('../dist/harness/judge/store-on-server.js', import.meta.url);
  const host = new ServerHost({ program, argument: JSON.stringify({ shown: name, url }), source });
  try {
    await host.ready();
    const capabilities = await preflightServed(host);
    let count = 0;
    const operations = [
      { op: 'create', session: 's', fields: {} },
      { op: 'append', session: 's', record: { n: 1 } },
    ];
    const places = ['before-request', 'in-request', 'before-answer', 'in-answer'];
    const trial = () => {
      const cut = { at: { connection: 1, exchange: 2 }, place: places[count++ % places.length], how: 'rst' };
      return playTrial(host, { kind: 'cut', operations, cut }, capabilities);
    };
    return await work(host, trial);
  } finally {
    await host.dispose();
  }
}
