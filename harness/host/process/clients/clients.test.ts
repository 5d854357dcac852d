import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { someOf } from '../../../../suites/some-of.test-data.ts';
import type { Operation } from '../../../model/operation.ts';
import type { Program } from '../../../model/program.ts';
import type { TogetherPlan, TogetherRun } from '../../together.ts';
import type { DirectoryImage } from '../directory-image.ts';
import { ProcessHost, type ProcessHostOptions } from '../process-host.ts';

const dist = (file: string): URL => new URL(`../../../../dist/harness/judge/${file}.js`, import.meta.url);
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
  expect(childrenLeft()).toBe(0);
});

/** Children of this process that host clients. */
function childrenLeft(): number {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    return (
      readIfThere(`/proc/${pid}/status`).includes(`PPid:\t${process.pid}\n`) &&
      readIfThere(`/proc/${pid}/cmdline`).includes('store-client')
    );
  }).length;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function hostOf(source: string, options: Partial<ProcessHostOptions> = {}): Promise<ProcessHost> {
  const file = path.join(modules, `${readdirSync(modules).length}.mjs`);
  writeFileSync(file, source);
  const host = await ProcessHost.create({
    program: dist('store-child'),
    clientProgram: dist('store-client'),
    argument: JSON.stringify({ shown: 'test', url: pathToFileURL(file).href }),
    ...options,
  });
  hosts.push(host);
  return host;
}

/** A document a session, read, merged and renamed into place. `body` replaces methods; `turn` decides who may. */
function documents({ turn = 'run()', body = '', top = '' } = {}): string {
  return `
    import fs from 'node:fs/promises';
    import path from 'node:path';
    ${top}
    export default { name: 'test', claims: { survives: 'process-kill' }, open: ({ dir }) => {
      const fileOf = (session) => path.join(dir, session + '.json');
      const load = (session) => fs.readFile(fileOf(session), 'utf8').then(JSON.parse, () => null);
      const save = async (session, fields) => {
        const temporary = fileOf(session) + '.' + Math.random();
        await fs.writeFile(temporary, JSON.stringify(fields));
        await fs.rename(temporary, fileOf(session));
      };
      const inTurn = async (run) => ${turn};
      const readFields = async (session) => { const fields = await load(session); return fields && { fields }; };
      return {
        read: readFields,
        patch: (session, fields) => inTurn(async () => save(session, { ...(await load(session)), ...fields })),
        ${body}
      };
    } };
  `;
}

const LOCK = `(async () => {
  const lock = path.join(dir, 'lock');
  while (!(await fs.mkdir(lock).then(() => true, () => false))) await new Promise((resolve) => setTimeout(resolve, 1));
  try { return await run(); } finally { await fs.rmdir(lock); }
})()`;

const patch = (name: string): Operation => ({ op: 'patch', session: 'a', fields: { [name]: 1 } });
const scheduler = { next: () => 0 };
const plan: TogetherPlan = { scheduler, sessions: ['a'], reopen: true };

const two: Program = {
  setup: [patch('made')],
  instances: [
    { process: 0, path: 'plain' },
    { process: 1, path: 'plain' },
  ],
  clients: [
    { instance: 0, operations: [patch('x')] },
    { instance: 1, operations: [patch('y'), { op: 'read', session: 'a' }] },
  ],
};
const layouts: [string, Program][] = [
  ['two processes', two],
  ['two threads of one process', { ...two, onePid: true }],
  [
    'two instances of one process, one of them by a symbolic link',
    {
      ...two,
      instances: [
        { process: 0, path: 'plain' },
        { process: 0, path: 'symlink' },
      ],
    },
  ],
  [
    'two instances, by a relative path and with a trailing slash',
    {
      ...two,
      instances: [
        { process: 0, path: 'relative' },
        { process: 0, path: 'trailing-slash' },
      ],
    },
  ],
];

function fieldsIn({ reopened }: TogetherRun<DirectoryImage>): string[] {
  const found = reopened?.read.a;
  return found === undefined || 'problem' in found ? [] : Object.keys(found.state?.fields ?? {}).sort();
}

test.each(someOf(layouts))('%s lose an update that nobody protects', async (_, program) => {
  const host = await hostOf(documents());
  const lost = await firstWhere(host, program, (run) => fieldsIn(run).length === 2);
  expect(lost).toMatchObject({ opened: { ok: true }, setup: { ok: true }, end: 'done', flushed: { ok: true }, steps: [] });
  expect(lost?.history).toHaveLength(8);
  expect(lost?.lastLooks.map(({ instance }) => instance)).toEqual([0, 1]);
  expect(lost?.lastLooks[0]?.read).toEqual(lost?.reopened?.read);
  expect(await host.entries(lost?.image as DirectoryImage)).toMatchObject([{ path: 'a.json', kind: 'file' }]);
});

// Where there is time for a sample only, each of the three shows another layout.
const openedLate = [...layouts.slice(1, 3), ...layouts.slice(0, 1)];
test.each(someOf(openedLate))('%s, of which the second opens the store while the first is at work', async (_, program) => {
  const host = await hostOf(documents());
  const [first, second] = program.clients;
  const late = second && { ...second, operations: [{ op: 'open' as const }, ...second.operations] };
  const found = await host.runTogether({ ...program, clients: [first, late].flatMap((one) => one ?? []) }, plan);
  expect(found).toMatchObject({ opened: { ok: true }, setup: { ok: true }, end: 'done' });
  expect(found.history.filter(({ type, client }) => type === 'acknowledge' && client === 1)).toHaveLength(3);
  expect(found.lastLooks.map(({ instance }) => instance)).toEqual([0, 1]);
});

/** The first of many attempts of which this is true. */
async function firstWhere(host: ProcessHost, program: Program, sought: (run: TogetherRun<DirectoryImage>) => boolean) {
  for (let seed = 0; seed < 200; seed++) {
    const run = await host.runTogether(program, { ...plan, seed });
    if (sought(run)) return run;
  }
  return undefined;
}

test.each(someOf([...layouts].reverse()))('%s that wait for each other lose nothing', async (_, program) => {
  const host = await hostOf(documents({ turn: LOCK }));
  for (let seed = 0; seed < 4; seed++) {
    expect(fieldsIn(await host.runTogether(program, { ...plan, seed }))).toEqual(['made', 'x', 'y']);
  }
});

test('each event is there once, a call before its return, and a read says what it returned', async () => {
  const host = await hostOf(documents({ turn: LOCK }));
  const { history, trace, over } = await host.runTogether(two, plan);
  const of = (client: number) =>
    history.filter((event) => event.client === client).map(({ type, operation }) => `${operation} ${type}`);
  expect(of(-1)).toEqual(['0 invoke', '0 acknowledge']);
  expect(of(0)).toEqual(['0 invoke', '0 acknowledge']);
  expect(of(1)).toEqual(['0 invoke', '0 acknowledge', '1 invoke', '1 acknowledge']);
  expect(history.findLast(({ client }) => client === 1)?.result).toMatchObject({ state: { fields: { made: 1, y: 1 } } });
  expect([trace, over]).toEqual([history, 8]);
});

test('what throws is a refusal, with the error’s text', async () => {
  const host = await hostOf(documents({ body: "read: () => { throw new Error('no') }," }));
  const { history } = await host.runTogether(two, plan);
  const last = history.findLast(({ client }) => client === 1);
  expect(last).toMatchObject({ type: 'reject', operation: 1, error: expect.stringContaining('Error: no') });
});

test('a process that dies leaves its operation pending, and its instance does not look', async () => {
  const host = await hostOf(documents());
  const mortal = { ...two, deaths: [0] };
  const run = await firstWhere(
    host,
    mortal,
    ({ history }) => !history.some(({ client, type }) => client === 0 && type !== 'invoke'),
  );
  expect(run).toMatchObject({ end: 'done', lastLooks: [{ instance: 1 }] });
  expect(run?.stray).toBeUndefined();
  expect(fieldsIn(await host.runTogether(two, plan))).toContain('made');
});

test.each(
  someOf([
    ['never comes back', 'new Promise(() => {})'],
    ['loops for ever', '(() => { for (;;); })()'],
  ]),
)('a client that %s makes the attempt endless, and the next one is run by others', async (_, body) => {
  const host = await hostOf(documents({ body: `patch: (session, fields) => 'y' in fields ? ${body} : save(session, fields),` }), {
    deadlines: { callMs: 1_000 },
  });
  const hung = await host.runTogether(two, plan);
  expect(hung).toMatchObject({ end: 'endless', lastLooks: [] });
  expect(hung.reopened).toBeUndefined();
  const [, second] = two.clients;
  const reading = { ...two, clients: [{ instance: 0, operations: second?.operations.slice(1) ?? [] }] };
  expect(await host.runTogether(reading, plan)).toMatchObject({ end: 'done' });
});

test.each(
  someOf([
    ['exits', 'process.exit(3)', { kind: 'exited' }],
    [
      'throws in a timer',
      "new Promise(() => setTimeout(() => { throw new Error('late') }))",
      { kind: 'uncaught', message: 'Error: late' },
    ],
    ['drops a rejection', "void Promise.reject(new Error('lost'))", { kind: 'unhandled-rejection' }],
  ]),
)('a store that %s is told of', async (_, body, problem) => {
  const host = await hostOf(
    documents({ body: `patch: async (session, fields) => 'y' in fields ? ${body} : save(session, fields),` }),
  );
  expect(await host.runTogether(two, plan)).toMatchObject({ end: 'done', stray: problem });
});

test('what an attempt left running is not held against the next one', async () => {
  const top = "let attempts = 0; const later = () => setTimeout(() => { throw new Error('of an attempt that is over') }, 30);";
  const host = await hostOf(documents({ top, body: 'close: () => void (attempts++ === 0 && later()),', turn: LOCK }));
  for (let seed = 0; seed < 3; seed++) expect((await host.runTogether(two, { ...plan, seed })).stray).toBeUndefined();
});

test('a store with state in its module gets new processes for each attempt', async () => {
  const top = 'const sessions = new Map();';
  const body = `
    read: async (session) => sessions.has(session) ? { fields: sessions.get(session) } : readFields(session),
    patch: async (session, fields) => {
      sessions.set(session, { ...sessions.get(session), ...fields });
      await save(session, sessions.get(session));
    },
  `;
  const host = await hostOf(documents({ top, body }));
  const alone = { ...two, instances: [{ process: 0, path: 'plain' as const }], clients: two.clients.slice(0, 1) };
  expect(fieldsIn(await host.runTogether(alone, plan))).toEqual(['made', 'x']);
  expect(fieldsIn(await host.runTogether({ ...alone, clients: [] }, plan))).toEqual(['made']);
});

test('a store that is open once at a time is opened when the others are dead', async () => {
  const top = `
    import { existsSync, readFileSync, writeFileSync } from 'node:fs';
    const alive = (pid) => { try { return process.kill(pid, 0); } catch { return false; } };
    const take = (lock) => {
      if (existsSync(lock) && alive(Number(readFileSync(lock, 'utf8')))) throw new Error('in use');
      writeFileSync(lock, String(process.pid));
    };
  `;
  const host = await hostOf(documents({ top }).replace('const fileOf', "take(path.join(dir, 'pid')); const fileOf"));
  const alone = { ...two, instances: [{ process: 0, path: 'plain' as const }], clients: two.clients.slice(0, 1) };
  expect((await host.runTogether(alone, plan)).reopened).toBeUndefined();
  expect(fieldsIn(await host.runTogether(alone, plan))).toEqual(['made', 'x']);
});

test('a store that does not open, or cannot be set up, comes to nothing', async () => {
  const closed = await hostOf(
    "export default { name: 'test', claims: { survives: 'nothing' }, open() { throw new Error('no') } };",
  );
  expect(await closed.runTogether(two, plan)).toMatchObject({ opened: { ok: false }, history: [] });
  const refusing = await hostOf(documents({ body: "patch: () => Promise.reject(new Error('full'))," }));
  expect(await refusing.runTogether(two, plan)).toMatchObject({ opened: { ok: true }, setup: { ok: false } });
});

test('what is written elsewhere and what is printed is noticed', async () => {
  const elsewhere = path.join(modules, 'elsewhere');
  const body = `patch: async (session, fields) => { console.log('x'.repeat(999)); await fs.writeFile(${JSON.stringify(elsewhere)}, ''); },`;
  const host = await hostOf(documents({ body }));
  await host.runTogether(two, plan);
  expect([...host.notices.outsideWrites.keys()]).toEqual([elsewhere]);
  await host.runTogether(two, plan);
  expect(host.notices.printedBytes).toBeGreaterThan(999);
});

test('an interrupt ends an attempt, and nothing is left', async () => {
  const controller = new AbortController();
  const host = await hostOf(documents({ body: 'patch: () => new Promise(() => {}),' }), { signal: controller.signal });
  const run = host.runTogether({ ...two, setup: [] }, plan);
  setTimeout(() => controller.abort(), 300);
  await expect(run).rejects.toMatchObject({ code: 'CW_INTERRUPTED' });
  await expect(host.runTogether(two, plan)).rejects.toMatchObject({ code: 'CW_INTERRUPTED' });
});

test('what cannot be run is said', async () => {
  const host = await hostOf(documents());
  expect(host.cannotRun(two)).toBeUndefined();
  expect(host.cannotRun({ ...two, fault: { client: 0, primitive: 0, code: 'EIO' } })).toContain('made to fail');
  expect(host.cannotRun({ ...two, onePid: true, deaths: [0] })).toContain('thread');
});
