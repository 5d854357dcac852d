import { randomBytes, randomUUID } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { Adapter } from '../../../contract/adapter.ts';
import type { Outcome } from '../../problem.ts';
import { SimulatedHost } from '../simulated-host.ts';

/** What stores in simulated processes saw. */
export interface Probe {
  sleepAdvancedMs: number;
  sleepTookMs: number;
  promisedTimerAdvancedMs: number;
  startsMs: [number, number];
  fileTimeMs: number;
  pids: [number, number];
  previousIsAlive: boolean;
  ownIsAlive: boolean;
  random: [string[], string[]];
  randomAgain: string[];
  misbehaviours: { [how: string]: Outcome };
  printedBytes: number;
  afterDeath: { completed: boolean; files: string[] };
  ownRoots: { plain: boolean; writesPath: boolean };
  /** What reached past the simulated disk. */
  escapes: string[];
  /** How far the clock moved while the thread pool compressed, with a timer due all the time. */
  compressionAdvancedMs: number;
}

const realNow = performance.now.bind(performance);
const realSetTimeout = globalThis.setTimeout;
const host = new SimulatedHost();
// Imported after the host was made, as a store's modules are.
const fs = await import('node:fs');
const timers = await import('node:timers/promises');
const { execFileSync } = await import('node:child_process');
const { promisify } = await import('node:util');
const { gzip } = await import('node:zlib');
const store = { read: () => null, append: () => undefined };

async function open(act: (dir: string) => unknown, incarnation = 0): Promise<Awaited<ReturnType<SimulatedHost['live']>>> {
  const adapter: Adapter = {
    name: 'probe',
    claims: { survives: 'nothing' },
    open: async ({ dir }) => {
      await act(dir);
      return store;
    },
  };
  host.use(adapter);
  return host.live(await host.emptyImage(), { steps: [] }, { incarnation });
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const names = () => [String(Math.random()), randomUUID(), randomBytes(4).toString('hex')];

async function seen<T>(act: (dir: string) => T | Promise<T>, incarnation = 0): Promise<T> {
  let result: { value: T } | undefined;
  await open(async (dir) => {
    result = { value: await act(dir) };
  }, incarnation);
  if (result === undefined) throw new Error('the probe did not finish');
  return result.value;
}

async function misbehave(act: () => unknown): Promise<Outcome> {
  return (await open(act)).report.opened;
}

async function opensAs(returned: unknown): Promise<Outcome> {
  host.use({ name: 'probe', claims: { survives: 'nothing' }, open: () => returned as typeof store });
  return (await host.live(await host.emptyImage(), { steps: [] }, { incarnation: 0 })).report.opened;
}

async function probeDeath(): Promise<Probe['afterDeath']> {
  let completed = false;
  const life = await open((dir) => {
    fs.writeFileSync(`${dir}/before`, '');
    // Goes on after `open` has returned, and so after the life has ended.
    const write = async () => {
      await fs.promises.writeFile(`${dir}/after`, '');
      completed = true;
    };
    setImmediate(() => setImmediate(write));
  });
  await new Promise((resolve) => realSetTimeout(resolve, 50));
  return { completed, files: (await host.entries(life.end)).map(({ path }) => path) };
}

const start = realNow();
const sleepAdvancedMs = await seen(async () => {
  const before = Date.now();
  await sleep(300_000 - 1);
  await sleep(1);
  return Date.now() - before;
});
const sleepTookMs = realNow() - start;
await seen(async () => {
  for (let line = 0; line < 100; line++) process.stdout.write('x'.repeat(50_000));
  for (let line = 0; line < 100; line++) fs.writeSync(2, 'x'.repeat(50_000));
});
await seen(() => void execFileSync('true'));
const plain = host.ownRoots;
const probe: Probe = {
  sleepAdvancedMs,
  sleepTookMs,
  promisedTimerAdvancedMs: await seen(async () => {
    const before = Date.now();
    await timers.setTimeout(60_000);
    return Date.now() - before;
  }),
  startsMs: [await seen(() => Date.now()), await seen(() => Date.now(), 1)],
  fileTimeMs: await seen((dir) => {
    fs.writeFileSync(`${dir}/file`, 'x');
    return fs.statSync(`${dir}/file`).mtimeMs;
  }),
  pids: [await seen(() => process.pid), await seen(() => process.pid, 1)],
  previousIsAlive: await seen(() => isAlive(process.pid - 1), 1),
  ownIsAlive: await seen(() => isAlive(process.pid)),
  random: [await seen(names), await seen(names, 1)],
  randomAgain: await seen(names),
  misbehaviours: {
    exit: await misbehave(() => process.exit(3)),
    timer: await misbehave(async () => {
      setTimeout(() => {
        throw new Error('thrown in a timer');
      }, 10);
      await sleep(20);
    }),
    rejection: await misbehave(async () => {
      void Promise.reject(new Error('nobody awaits'));
      await sleep(20);
    }),
    never: await misbehave(() => new Promise(() => {})),
    poll: await misbehave(async () => {
      for (;;) await sleep(50);
    }),
    throws: await misbehave(() => {
      throw new Error('no');
    }),
    nothing: await opensAs(undefined),
  },
  printedBytes: host.notices.printedBytes,
  afterDeath: await probeDeath(),
  escapes: [...host.notices.nativeCode],
  compressionAdvancedMs: await seen(async () => {
    const before = Date.now();
    const heartbeat = setInterval(() => {}, 1000);
    await promisify(gzip)(Buffer.alloc(20_000_000, 'some text'));
    await crypto.subtle.digest('SHA-256', Buffer.alloc(20_000_000));
    clearInterval(heartbeat);
    return Date.now() - before;
  }),
  ownRoots: {
    plain,
    writesPath: await seen((dir) => fs.writeFileSync(`${dir}/index`, `{"at":"${dir}/file"}`)).then(() => host.ownRoots),
  },
};
parentPort?.postMessage(probe);
parentPort?.close();

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
