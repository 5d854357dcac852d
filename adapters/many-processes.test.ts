import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageVersion } from '../harness/contract/import-from-project.ts';
import { builtinAdapters } from './registry.ts';

// Real processes on one real directory: what nothing that is simulated can say of native code.

const claiming = [
  { name: 'sqlite', available: isBuiltin('node:sqlite') || packageVersion('better-sqlite3') !== undefined },
  { name: 'proper-lockfile', available: packageVersion('proper-lockfile') !== undefined },
];
const PROCESSES = 4;
const TURNS = 25;

/** Opens the store as soon as it starts, races the others for everything, and reports a line for each thing that it was told it had done. */
const CLIENT = `
  const [url, dir, me, turns] = process.argv.slice(1);
  const { default: adapter } = await import(url);
  const store = await adapter.open({ dir, onError: (error) => { throw error; } });
  const report = (done) => process.stdout.write(JSON.stringify(done) + '\\n');
  const races = (session) => store.create(session, {}).then(() => report({ created: session }), (error) => {
    if (!String(error).includes('exists already')) throw error;
  });
  await races('all');
  for (let n = 0; n < turns; n++) await races('item-' + n);
  report({ ready: true });
  await new Promise((resolve) => process.stdin.once('data', resolve));
  for (let n = 0; n < turns; n++) {
    await store.patch('all', { [me + '-' + n]: n });
    report({ patched: me + '-' + n });
    await store.append?.('all', me + '-' + n);
    if (await store.consume('item-' + n)) report({ consumed: 'item-' + n });
  }
  await store.close?.();
  process.exit();
`;

interface Report {
  ready?: true;
  created?: string;
  patched?: string;
  consumed?: string;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'crashworthy-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe.each(claiming)('$name', ({ name, available }) => {
  test.skipIf(!available)('several processes lose no update, and of several who want a thing one gets it', async () => {
    const clients = startClients(name);
    await begin(clients);
    const reports = (await Promise.all(clients.map(({ ended }) => ended))).flat();
    const done = (key: 'created' | 'patched' | 'consumed') => reports.flatMap((report) => report[key] ?? []).sort();
    const items = Array.from({ length: TURNS }, (_, n) => `item-${n}`);
    expect(done('created')).toEqual(['all', ...items].sort());
    expect(done('consumed')).toEqual([...items].sort());
    const { fields, records } = await readAll(name);
    expect(Object.keys(fields).sort()).toEqual(done('patched'));
    expect(done('patched')).toHaveLength(PROCESSES * TURNS);
    if (records !== undefined) {
      for (let me = 0; me < PROCESSES; me++)
        expect(records.filter((record) => String(record).startsWith(`${me}-`))).toEqual(items.map((_, n) => `${me}-${n}`));
    }
  });
});

test.skipIf(!claiming[0]?.available)(
  'sqlite: what was acknowledged outlives a killed process, and nobody waits for it',
  async () => {
    const clients = startClients('sqlite');
    const [victim] = clients;
    await begin(clients);
    await victim?.hasReported('patched');
    victim?.child.kill('SIGKILL');
    const reports = (await Promise.all(clients.map(({ ended }) => ended))).flat();
    expect(victim?.child.signalCode).toBe('SIGKILL');
    const { fields } = await readAll('sqlite');
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(reports.flatMap(({ patched }) => patched ?? [])));
  },
);

interface Client {
  child: Child;
  hasReported(key: keyof Report): Promise<void>;
  ended: Promise<Report[]>;
}

function startClients(name: string): Client[] {
  return Array.from({ length: PROCESSES }, (_, me) => startClient(name, me));
}

/** Only when all have created what they could: what one took away shall not be created again. */
async function begin(clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map(({ hasReported }) => hasReported('ready')));
  for (const { child } of clients) child.stdin.write('go');
}

function startClient(name: string, me: number): Client {
  const url = builtinAdapters[name]?.href ?? '';
  const child = spawn(process.execPath, ['--input-type=module', '--eval', CLIENT, url, dir, String(me), String(TURNS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const reports: Report[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => reports.push(JSON.parse(line) as Report));
  const closed = once(child, 'close');
  const hasReported = async (key: keyof Report): Promise<void> => {
    while (!reports.some((report) => key in report))
      await Promise.race([once(lines, 'line'), closed.then(() => Promise.reject(new Error('It ended early')))]);
  };
  const ended = closed.then(([code]: unknown[]) => {
    if (code !== 0 && child.signalCode === null) throw new Error(`Client ${me} ended with ${String(code)}`);
    return reports;
  });
  return { child, hasReported, ended };
}

async function readAll(name: string): Promise<{ fields: object; records: readonly unknown[] | undefined }> {
  const { default: adapter } = await import(builtinAdapters[name]?.href ?? '');
  const store = await adapter.open({ dir, onError: () => {} });
  try {
    const { fields, records } = await store.read('all');
    return { fields, records };
  } finally {
    await store.close?.();
  }
}
