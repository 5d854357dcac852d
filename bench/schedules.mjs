// Schedules per second on json-file: two clients who patch one session and read it, each with an instance, in one process and in two. A
// second process is a thread that gets a turn for each call of the store's.
import { Random } from '../dist/harness/schedule/random.js';
import { schedulerOf, strategyOf } from '../dist/harness/schedule/strategies/mix.js';
import { amount } from './amount.mjs';
import { inWorker } from './in-worker.mjs';
import { print } from './print.mjs';

const SCHEDULES = amount(3000, 10);
const GOALS = { 1: 4000, 2: 1500 };

await inWorker(import.meta.url, 'json-file', measure, (results) => {
  for (const { processes, steps, ms } of results) {
    const name = `schedules per second in ${processes} process${processes === 1 ? '' : 'es'}, of ${Math.round(steps / SCHEDULES)} steps`;
    print({ name, value: (SCHEDULES / ms) * 1000, unit: '1/s', goal: GOALS[processes] });
  }
});

async function measure({ host, nowMs }) {
  const results = [];
  for (const processes of [1, 2]) {
    const program = programOf(processes);
    const run = async (seed) => {
      const scheduler = schedulerOf(strategyOf(seed), new Random(seed), 40);
      const { steps } = await host.runTogether(program, { scheduler, sessions: ['a'] });
      return steps.length;
    };
    // Compiling is not what is measured.
    for (let seed = 0; seed < SCHEDULES; seed++) await run(seed);
    const start = nowMs();
    let steps = 0;
    for (let seed = 0; seed < SCHEDULES; seed++) steps += await run(SCHEDULES + seed);
    results.push({ processes, steps, ms: nowMs() - start });
  }
  return results;
}

function programOf(processes) {
  return {
    setup: [{ op: 'create', session: 'a', fields: { n: 0 } }],
    instances: [0, processes - 1].map((process) => ({ process, path: 'plain' })),
    clients: [0, 1].map((instance) => ({
      instance,
      operations: [
        { op: 'patch', session: 'a', fields: { [`field${instance}`]: 1 } },
        { op: 'read', session: 'a' },
      ],
    })),
  };
}
