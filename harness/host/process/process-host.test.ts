import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { someOf } from '../../../suites/some-of.test-data.ts';
import type { Operation } from '../../model/operation.ts';
import { text } from '../../model/text.ts';
import type { LifePlan } from '../life.ts';
import { ProcessHost, type ProcessHostOptions } from './process-host.ts';

const program = new URL('../../../dist/harness/judge/store-child.js', import.meta.url);
const create: Operation = { op: 'create', session: 'alpha', fields: {} };
const patch: Operation = { op: 'patch', session: 'alpha', fields: { text: text('p1', 10_000) } };
const hosts: ProcessHost[] = [];
let modules: string;

beforeAll(async () => {
  modules = await mkdtemp(path.join(os.tmpdir(), 'stores-'));
});

afterAll(() => rm(modules, { recursive: true }));

afterEach(async () => {
  for (const host of hosts.splice(0)) {
    await host.dispose();
    expect(existsSync(host.directory)).toBe(false);
  }
});

async function hostOf(url: string, options: Partial<ProcessHostOptions> = {}): Promise<ProcessHost> {
  const host = await ProcessHost.create({ program, argument: JSON.stringify({ shown: 'test', url }), ...options });
  hosts.push(host);
  return host;
}

const ours = (file: string): string => new URL(`../../../dist/${file}.js`, import.meta.url).href;

/** An adapter module; `body` is that of the store, with `dir` and `fs` at hand. */
function store(body: string, { top = '' } = {}): string {
  return moduleOf(`
    import fs from 'node:fs';
    ${top}
    export default { name: 'test', claims: { survives: 'process-kill' }, open: ({ dir }) => ({ read: () => null, ${body} }) };
  `);
}

function moduleOf(source: string): string {
  const file = path.join(modules, `${readdirSync(modules).length}.mjs`);
  writeFileSync(file, source);
  return pathToFileURL(file).href;
}

const operations = (...list: Operation[]): LifePlan => ({ steps: [{ do: 'operations', operations: list }, { do: 'close' }] });

/** Children of this process that run a store. */
function childrenLeft(): number {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    const status = readIfThere(`/proc/${pid}/status`);
    return status.includes(`PPid:\t${process.pid}\n`) && readIfThere(`/proc/${pid}/cmdline`).includes('store-child');
  }).length;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

test('what a process holds is counted: descriptors below its root, and promises, of which a life leaves none that are over', async () => {
  const keeping = `create: () => { kept.push(fs.openSync(dir + '/x', 'a'), new Promise(() => {})); fs.openSync('/dev/null', 'r'); },
    patch: async () => {}, list: () => [],`;
  const host = await hostOf(store(keeping, { top: 'const kept = [];' }));
  const round = (operation: Operation): LifePlan['steps'] => [
    { do: 'operations', operations: [operation] },
    { do: 'snapshot', sessions: ['alpha'] },
    { do: 'operations', operations: [{ op: 'rest' }] },
    { do: 'count-held', promises: true },
  ];
  const steps: LifePlan['steps'] = [...round(patch), ...round(create), ...round(patch), { do: 'reopen' }, ...round(create)];
  const { report } = await host.live(await host.emptyImage(), { steps }, { incarnation: 0 });
  const [before, once, after, twice] = report.held ?? [];
  expect([before, once, after, twice].map((held) => held?.descriptors)).toEqual([
    [],
    ['/data/x'],
    ['/data/x'],
    ['/data/x', '/data/x'],
  ]);
  expect([once, after, twice].map((held) => Number(held?.promises) - Number(before?.promises))).toEqual([1, 1, 2]);
});

test('a life runs in a process that is killed while it stands still, and leaves its disk and its history', async () => {
  const host = await hostOf(ours('fixtures/defects/crash-injection/truncate-in-place'));
  const life = await host.live(await host.emptyImage(), operations(create, patch), { incarnation: 0 });
  expect(life.report).toMatchObject({ opened: { ok: true }, closed: { ok: true } });
  expect(life.report.history.map(({ type }) => type)).toEqual(['invoke', 'acknowledge', 'invoke', 'acknowledge']);
  expect(life.changes.map(({ event }) => event.primitive)).toEqual(['open', 'write', 'open', 'write']);
  expect(await host.entries(life.end)).toMatchObject([{ path: 's-alpha.json', kind: 'file' }]);
  expect(host.statistics).toMatchObject({ lives: 1, kills: 1 });
});

test('a crash point is exact: the changes before it, the torn part of the next, the history until then', async () => {
  const host = await hostOf(ours('fixtures/defects/crash-injection/truncate-in-place'));
  const life = await host.live(await host.emptyImage(), operations(create, patch), { incarnation: 0 });
  const sizeAt = async (point: { changes: number; tornBytes?: number }): Promise<[number | undefined, number]> => {
    const { image, history } = await life.imageAt(point);
    return [(await host.entries(image))[0]?.size, history.length];
  };
  const created = life.changes[1]?.event.length;
  expect(await sizeAt({ changes: 0 })).toEqual([undefined, 1]);
  expect(await sizeAt({ changes: 1 })).toEqual([0, 1]);
  expect(await sizeAt({ changes: 2 })).toEqual([created, 3]);
  expect(await sizeAt({ changes: 3 })).toEqual([0, 3]);
  expect(await sizeAt({ changes: 3, tornBytes: 4096 })).toEqual([4096, 3]);
  expect(await sizeAt({ changes: 4 })).toEqual([life.changes[3]?.event.length, 4]);
  // Five of them were lived again; the last is the end of the life itself.
  expect(host.statistics).toMatchObject({ lives: 6, kills: 6 });
  expect(await host.hash((await life.imageAt({ changes: 4 })).image)).toBe(await host.hash(life.end));
});

test('images are values', async () => {
  const host = await hostOf(ours('fixtures/defects/crash-injection/truncate-in-place'));
  const { end } = await host.live(await host.emptyImage(), operations(create), { incarnation: 0 });
  const before = await host.hash(end);
  await host.live(end, operations(patch), { incarnation: 1 });
  const without = await host.without(end, 's-alpha.json');
  expect(await host.hash(end)).toBe(before);
  expect(await host.entries(without)).toEqual([]);
  expect(await host.hash(without)).toBe(await host.hash(await host.emptyImage()));
});

const misbehaving: [what: string, body: string, expected: object][] = [
  ['exits', 'patch: () => process.exit(3)', { stray: { kind: 'exited', message: "the store's process exited with code 3" } }],
  ['aborts', 'patch: () => process.abort()', { stray: { kind: 'exited', message: expect.stringContaining('SIGABRT') } }],
  [
    'kills itself',
    "patch: () => new Promise(() => process.kill(process.pid, 'SIGKILL'))",
    { stray: { kind: 'exited', message: "the store's process died of SIGKILL" } },
  ],
  ['throws', "patch() { throw new Error('no') }", { history: [{ type: 'invoke' }, { type: 'reject', error: 'Error: no' }] }],
  ['loops for ever', 'patch() { for (;;); }', { stray: { kind: 'hung' }, history: [{ type: 'invoke' }] }],
  [
    'throws in a timer',
    "patch: () => new Promise(() => setTimeout(() => { throw new Error('late') }, 1))",
    { stray: { kind: 'uncaught', message: 'Error: late' } },
  ],
  ['drops a rejection', "patch() { Promise.reject(new Error('lost')) }", { stray: { kind: 'unhandled-rejection' } }],
  ['never comes back', 'patch: () => new Promise(() => {})', { closed: { ok: true }, history: [{ type: 'invoke' }] }],
  [
    'prints 100 MB',
    "patch() { for (let i = 0; i < 1600; i++) { console.log('x'.repeat(65536)); fs.writeSync(2, 'y'); } }",
    { history: [{ type: 'invoke' }, { type: 'acknowledge' }], closed: { ok: true } },
  ],
];

test.each(someOf(misbehaving))('a store that %s', async (_, body, expected) => {
  const host = await hostOf(store(body), { deadlines: { callMs: 500 } });
  const { report } = await host.live(await host.emptyImage(), operations(patch), { incarnation: 0 });
  expect(report).toMatchObject({ opened: { ok: true }, ...expected });
});

const readingInput = [
  ['listens to it', "process.stdin.on('readable', () => process.stdin.read()).resume()"],
  ['waits for its end', "process.stdin.on('data', () => {}).on('end', () => {})"],
  ['reads it', 'fs.readFileSync(0); fs.readSync(process.stdin.fd, Buffer.alloc(1))'],
  ['closes it', 'fs.closeSync(0)'],
];

test.each(someOf(readingInput))('the standard input is the module’s own: one that %s', async (_, top) => {
  const host = await hostOf(store("patch: () => fs.promises.writeFile(dir + '/alpha', '1')", { top }));
  const { report, changes } = await host.live(await host.emptyImage(), operations(patch), { incarnation: 0 });
  expect(report).toMatchObject({ opened: { ok: true }, closed: { ok: true }, history: [{}, { type: 'acknowledge' }] });
  expect(changes).toHaveLength(2);
});

test.each<[when: string, gap: string]>([
  ['before it has its job', ''],
  ['later', 'fs.readFileSync(4);'],
])('a process that refuses %s is not taken for one that hangs', async (_, gap) => {
  const refusal = { type: 'refused', code: 'CW_INTERNAL', message: 'no', blame: 'harness' };
  const ours = moduleOf(`
    import fs from 'node:fs';
    const tell = (message) => fs.writeSync(3, JSON.stringify(message) + '\\n');
    tell({ type: 'ready', name: 'test', claims: {} });
    ${gap}
    tell(${JSON.stringify(refusal)});
    setInterval(() => {}, 1000);
  `);
  const host = await hostOf('', { program: new URL(ours), deadlines: { lifeMs: 20_000 } });
  await host.store();
  const life = host.live(await host.emptyImage(), operations(patch), { incarnation: 0 });
  await expect(life).rejects.toMatchObject({ name: 'Failure', code: 'CW_INTERNAL', message: 'no', blame: 'harness' });
});

test('what was printed is counted', async () => {
  const host = await hostOf(store("patch() { console.log('x'.repeat(999)); fs.writeSync(1, 'y'); }"));
  await host.live(await host.emptyImage(), operations(patch), { incarnation: 0 });
  expect(host.notices.printedBytes).toBe(1001);
});

test('writes outside the directory are noticed', async () => {
  const outside = path.join(modules, 'outside');
  const host = await hostOf(store(`patch() { fs.writeFileSync(${JSON.stringify(outside)}, '') }`));
  await host.live(await host.emptyImage(), operations(patch), { incarnation: 0 });
  expect([...host.notices.outsideWrites.keys()]).toEqual([outside]);
});

const refused: [what: string, url: () => string, code: string][] = [
  ['does not parse', () => store('}{'), 'CW_ADAPTER_LOAD'],
  ['exits while it is loaded', () => store('', { top: 'process.exit(0)' }), 'CW_ADAPTER_LOAD'],
  ['is not there', () => pathToFileURL(path.join(modules, 'missing.mjs')).href, 'CW_ADAPTER_LOAD'],
  ['exports nothing', () => moduleOf('export const nothing = 1;'), 'CW_ADAPTER_NO_DEFAULT'],
];

test.each(someOf(refused))('a module that %s is refused', async (_, url, code) => {
  const host = await hostOf(url());
  await expect(host.store()).rejects.toMatchObject({ name: 'Failure', code });
});

test('an abort ends the life in progress and leaves neither process nor directory', async () => {
  const controller = new AbortController();
  const host = await hostOf(store('patch: () => new Promise(() => {})'), { signal: controller.signal });
  await host.store();
  const life = host.live(await host.emptyImage(), operations(patch), { incarnation: 0 });
  const rejected = expect(life).rejects.toMatchObject({ code: 'CW_INTERRUPTED' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (process.platform === 'linux') expect(childrenLeft()).toBeGreaterThan(0);
  controller.abort();
  await rejected;
  await host.dispose();
  expect(existsSync(host.directory)).toBe(false);
  if (process.platform === 'linux') expect(childrenLeft()).toBe(0);
});
