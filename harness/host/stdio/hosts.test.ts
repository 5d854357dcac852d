import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Adapter } from '../../contract/adapter.ts';
import { spawnInOwnGroup } from './spawn-program.ts';
import { stdioAdapter } from './stdio-adapter.ts';
import { StdioClient } from './stdio-client.ts';

// The host files for Python and JavaScript, against the client: what a store does shows on this side as it is.

const root = fileURLToPath(new URL('../../..', import.meta.url));
const JAVASCRIPT_HOST = path.join(root, 'hosts/javascript/crashworthy-host.mjs');
const clients: StdioClient[] = [];
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'crashworthy-hosts-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
afterEach(async () => {
  for (const client of clients.splice(0)) await client.kill().catch(() => {});
});

const hasPython = ((): boolean => {
  try {
    execFileSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('Skipped: there is no Python 3.9 here, so its host file is not tried.');
    return false;
  }
})();

/** A store whose methods do what is asked of them by name, and its host file. */
const PYTHON_STORE = `
import os, subprocess, sys, threading
sys.path.insert(0, ${JSON.stringify(path.join(root, 'hosts/python'))})
import crashworthy_host as host

class Full(OSError):
    definite = True

class Store(host.Store):
    def __init__(self, dir, on_error):
        self.records, self.on_error, self.both = {}, on_error, threading.Barrier(2)
    def append(self, session, record):
        getattr(self, record if isinstance(record, str) and hasattr(self, record) else "keep")(session, record)
    def keep(self, session, record):
        self.records.setdefault(session, []).append(record)
    def prints(self, session, record):
        print("to the standard output")
        os.write(1, b"to descriptor 1\\n")
        subprocess.run(["sh", "-c", "echo from a child; cat"], check=True)
    def full(self, session, record):
        raise Full(28, "No space left on device")
    def falls(self, session, record):
        {}["missing"]
    def in_thread(self, session, record):
        thread = threading.Thread(target=self.falls, args=(session, record))
        thread.start()
        thread.join()
    def tells(self, session, record):
        self.on_error(ValueError("late"), session=session)
    def exits(self, session, record):
        sys.exit(5)
    def meets(self, session, record):
        self.both.wait()
    def odd(self, session, record):
        self.records[session] = [b"bytes", -0.0, float("nan"), {"$b64": "text"}, "\\ud800", "\\u2028"]
    def fork(self, session, at, id):
        self.records[id] = self.records[session][:at]
    def read(self, session):
        return {"records": self.records[session]} if session in self.records else None
    def view_last(self, session):
        return {"records": self.records[session][-1:]} if session in self.records else None

host.serve(Store, name="asked", claims={"survives": "nothing"}, version="1.2", concurrent="concurrent" in sys.argv)
`;

async function python(
  events = {},
  ...args: string[]
): Promise<{ client: StdioClient; append(record: unknown): Promise<unknown> }> {
  const file = path.join(directory, 'asked.py');
  writeFileSync(file, PYTHON_STORE);
  const client = await StdioClient.start({ argv: ['python3', file, ...args] }, { spawn: spawnInOwnGroup, events });
  clients.push(client);
  await client.request('open', { instance: 'a', dir: directory });
  return { client, append: (record) => client.request('append', { instance: 'a', session: 's', record }) };
}

describe.skipIf(!hasPython)('the host file for Python', () => {
  test('says what the class has', async () => {
    const { client } = await python();
    expect(client.facts).toMatchObject({
      name: 'asked',
      version: '1.2',
      methods: ['append', 'fork'],
      views: ['last'],
      concurrent: false,
    });
    expect(client.facts.language).toMatch(/^python 3\.\d+/);
  });

  test('keeps the standard output to the protocol, and the standard input from children', async () => {
    const { client, append } = await python();
    expect(await append('prints')).toBeNull();
    expect(await client.request('ping')).toBeNull();
    await expect.poll(() => client.log, { timeout: 60_000 }).toContain('from a child');
    expect(client.log).toContain('to descriptor 1');
  });

  test('tells errors with name, code, stack, and whether they are definite', async () => {
    const { append } = await python();
    const full = { name: 'Full', code: 'ENOSPC', message: '[Errno 28] No space left on device', definite: true };
    await expect(append('full')).rejects.toMatchObject({ ...full, stack: expect.stringContaining('in full') });
    await expect(append('falls')).rejects.toMatchObject({ name: 'KeyError', message: "'missing'", definite: false });
  });

  test('tells of what goes wrong in the background', async () => {
    const told: unknown[] = [];
    const events = { onError: (one: unknown) => told.push(one), onUnhandled: (one: unknown) => told.push(one) };
    const { append } = await python(events);
    await append('in_thread');
    await append('tells');
    expect(told).toMatchObject([
      { name: 'KeyError', stack: expect.stringContaining('in falls') },
      { instance: 'a', session: 's', error: { name: 'ValueError', message: 'late' } },
    ]);
  });

  test('keeps what JSON has no form for', async () => {
    const { client, append } = await python();
    await append('odd');
    expect(await client.request('read', { instance: 'a', session: 's' })).toEqual({
      records: [{ $b64: 'Ynl0ZXM=' }, { $number: '-0' }, { $number: 'NaN' }, { $object: { $b64: 'text' } }, '\ud800', '\u2028'],
    });
    expect(await client.request('view', { instance: 'a', session: 's', view: 'last' })).toEqual({ records: ['\u2028'] });
  });

  test('forks a session', async () => {
    const { client, append } = await python();
    await append(1);
    await append(2);
    await client.request('fork', { instance: 'a', session: 's', at: 1, as: 'new' });
    expect(await client.request('read', { instance: 'a', session: 'new' })).toEqual({ records: [1] });
  });

  test('answers a request that it cannot read', async () => {
    const { client, append } = await python();
    const deep = JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`);
    await expect(append(deep)).rejects.toMatchObject({ name: 'RecursionError' });
    expect(await client.request('ping')).toBeNull();
  });

  test.each([[[]], [['concurrent']]])('ends with the store that ends it %j', async (args) => {
    await expect((await python({}, ...args)).append('exits')).rejects.toThrow('exit code 5');
  });

  test('takes several requests at once where that is asked for', async () => {
    const { client, append } = await python({}, 'concurrent');
    expect(await Promise.all([append('meets'), append('meets')])).toEqual([null, null]);
    expect(await client.exit()).toBe(true);
  });
});

describe('the host file for JavaScript serves an adapter as it is', () => {
  const adapter = (name: string) => path.join(root, 'dist/adapters', `${name}.js`);

  test.each(['memory', 'json-file', 'jsonl-log'])('%s', async (name) => {
    const { default: own }: { default: Adapter } = await import(pathToFileURL(adapter(name)).href);
    const served = await stdioAdapter({ argv: [process.execPath, JAVASCRIPT_HOST, adapter(name)] }, { spawn: spawnInOwnGroup });
    expect({ name: served.name, claims: served.claims }).toEqual({ name: own.name, claims: own.claims });
    const [here, there] = await Promise.all([shownBy(own, `${name}-here`), shownBy(served, `${name}-there`)]);
    expect(there).toEqual(here);
  });

  test('and what it prints and throws on the side', async () => {
    const file = path.join(directory, 'prints.mjs');
    writeFileSync(
      file,
      `export default { name: 'prints', claims: { survives: 'nothing' }, open: ({ onError }) => ({
        append: (session, record) => {
          console.log('printed');
          onError(new RangeError('told'));
          if (record === 'later') setImmediate(() => { throw new TypeError('in the background'); });
        },
        read: () => null,
      }) };`,
    );
    const told: unknown[] = [];
    const argv = [process.execPath, JAVASCRIPT_HOST, file];
    const events = { onError: (one: unknown) => told.push(one), onUnhandled: (one: unknown) => told.push(one) };
    const client = await StdioClient.start({ argv }, { spawn: spawnInOwnGroup, events });
    clients.push(client);
    await client.request('open', { instance: 'a', dir: directory });
    await client.request('append', { instance: 'a', session: 's', record: 'later' });
    await expect.poll(() => told.length, { timeout: 60_000 }).toBe(2);
    expect(told).toMatchObject([
      { instance: 'a', error: { name: 'RangeError' } },
      { name: 'TypeError', message: 'in the background' },
    ]);
  });
});

/** Everything that a store says to a few calls, refusals included. */
async function shownBy(adapter: Adapter, name: string): Promise<unknown[]> {
  const dir = mkdtempSync(path.join(directory, `${name}-`));
  const store = await adapter.open({ dir, onError: () => {} });
  const odd = { text: '\ud800 \u2028', zero: -0, like: { $b64: 'x' }, deep: [[{}]], ['__proto__']: 1 };
  const shown: unknown[] = [];
  const note = async (call: () => unknown): Promise<void> => {
    shown.push(
      await Promise.resolve()
        .then(call)
        .catch((error: unknown) => `${(error as Error).name}: ${(error as Error).message}`),
    );
  };
  for (const session of ['one', '', '\ud83d', '../x', 'x'.repeat(300)]) {
    await note(async () => void (await store.create?.(session, {})));
    await note(async () => void (await store.patch?.(session, odd)));
    await note(async () => void (await store.append?.(session, odd)));
    await note(async () => void (await store.flush?.()));
    await note(async () => (await store.read(session)) ?? null);
  }
  await note(async () => [...((await store.list?.()) ?? [])].sort());
  await note(async () => store.consume?.('one'));
  await note(async () => (await store.read('one')) ?? null);
  await store.close?.();
  return shown.map((one) => (typeof one === 'string' ? one.replaceAll(dir, 'DIR') : one));
}
