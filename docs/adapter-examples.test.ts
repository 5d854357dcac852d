import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { initCommand } from '../harness/cli/init-command.ts';
import { judge } from '../harness/judge/judge.ts';
import type { JudgeOptions } from '../harness/judge/judge-options.ts';
import { SAMPLED } from '../suites/some-of.test-data.ts';

// The adapters that the documents show, word for word, over sound stores of the shape that they speak of: no store may be accused by them.
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adapter-examples-'));
  await mkdir(path.join(folder, 'src'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const FROM_THE_ADAPTER: JudgeOptions = {
  effort: 'quick',
  confirmKill: false,
  out: false,
  only: [...(SAMPLED ? ['PATCH-1', 'PATCH-2', 'PATCH-11'] : ['concurrent-patch', 'upgrade', 'clock']), 'identity'],
};

/** The block of code in a document that defines the adapter of this name. */
async function exampleOf(document: string, name: string): Promise<string> {
  const text = await readFile(new URL(document, import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/```ts\n(.*?)```/gs)].flatMap(([, code = '']) =>
    code.includes(`name: '${name}'`) ? [code] : [],
  );
  expect(blocks).toHaveLength(1);
  return blocks[0] ?? '';
}

async function failedIn(file: string, options: JudgeOptions = FROM_THE_ADAPTER): Promise<string[]> {
  const report = await judge(file, options);
  expect(report.requirements.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(5);
  return report.requirements
    .filter(({ verdict }) => !['pass', 'not-applicable', 'disabled'].includes(verdict))
    .map(({ id }) => id);
}

test('the one of README.md', async () => {
  await writeFile(path.join(folder, 'src', 'session-files.ts'), SESSION_FILES);
  const file = path.join(folder, 'readme.adapter.ts');
  await writeFile(file, await exampleOf('../README.md', 'my-store'));
  expect(await failedIn(file)).toEqual([]);
});

test('the log of adapters.md', async () => {
  const file = path.join(folder, 'log.adapter.ts');
  await writeFile(file, `${MY_LOG}\n${await exampleOf('./adapters.md', 'my-log')}`);
  expect(await failedIn(file)).toEqual([]);
});

test('what `init` writes', async () => {
  const file = path.join(folder, 'init.adapter.ts');
  await initCommand(file, { print: () => {} } as never);
  expect(await failedIn(file)).toEqual([]);
});

// What they are adapters of is the exemplary pool and registry, in the shape that each document speaks of.
test.each([
  ['./pools.md', 'my-pool', 'agent-pool.ts', 'AGENT_POOL'],
  ['./registries.md', 'my-registry', 'my-registry.js', 'MY_REGISTRY'],
] as const)('the one of %s', async (document, name, module, source) => {
  await writeFile(path.join(folder, module), { AGENT_POOL, MY_REGISTRY }[source]);
  const file = path.join(folder, `${name}.adapter.ts`);
  await writeFile(file, await exampleOf(document, name));
  expect(await failedIn(file, { effort: 'quick', out: false })).toEqual([]);
});

const BUILT = new URL('../dist/adapters/', import.meta.url).href;

const AGENT_POOL = `
import { WarmPool } from '${BUILT}warm-pool/warm-pool.js';

export class AgentPool {
  private readonly pool: any;
  constructor({ start, idleMs, most }: { start(key: any, id?: string): Promise<any>; idleMs: number; most: number }) {
    const rows = new Map<string, any>();
    const keyOf = ({ chat, agent }: any) => JSON.stringify([chat, agent]);
    this.pool = new WarmPool({
      backend: { spawn: start },
      rows: {
        get: async (key: any) => rows.get(keyOf(key)),
        put: async (row: any) => void rows.set(keyOf(row), row),
        delete: async (key: any) => void rows.delete(keyOf(key)),
        list: async () => [...rows.values()],
      },
      clock: { now: Date.now, setTimeout, clearTimeout },
      isAlive: async () => true,
      config: { idleTtlMs: idleMs, maxLive: most, graceMs: 120_000, heartbeatMs: 10_000 },
      onError: () => {},
    } as any);
  }
  turn({ chat, agent }: { chat: string; agent: string }, input: string) {
    return this.pool.prompt(chat, agent, input);
  }
  sweep() {
    return this.pool.sweep();
  }
  running() {
    return this.pool.live();
  }
  close() {
    return this.pool.dispose();
  }
}
`;

const MY_REGISTRY = `
import { SessionRegistry } from '${BUILT}session-registry/session-registry.js';

export class Registry {
  static async open({ dir, sources, pids, now, ...config }) {
    return new Registry(await SessionRegistry.open({ dir, sources, pids, clock: { now }, config }));
  }
  constructor(registry) {
    this.registry = registry;
  }
  track(meta) {
    return this.registry.launch(meta);
  }
  list() {
    return this.registry.list();
  }
  statusOf(id) {
    return this.registry.status(id);
  }
  onWrapperExit(id) {
    return this.registry.exited(id);
  }
  collectGarbage() {
    return this.registry.sweep();
  }
  tryLock(name, owner) {
    return this.registry.lock(name, owner);
  }
  unlock(name, owner) {
    return this.registry.unlock(name, owner);
  }
  locks() {
    return this.registry.locks();
  }
  launches() {
    return this.registry.stored();
  }
}
`;

const SESSION_FILES = `
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export class SessionFiles {
  constructor(private readonly dir: string) {
    mkdirSync(dir, { recursive: true });
  }
  async save(id: string, data: Record<string, any>): Promise<void> {
    const text = JSON.stringify(data);
    writeFileSync(path.join(this.dir, 'tmp'), text);
    renameSync(path.join(this.dir, 'tmp'), this.file(id));
  }
  async load(id: string): Promise<Record<string, any> | undefined> {
    try {
      return JSON.parse(readFileSync(this.file(id), 'utf8'));
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw error;
    }
  }
  async remove(id: string): Promise<void> {
    rmSync(this.file(id), { force: true });
  }
  async ids(): Promise<string[]> {
    const names = readdirSync(this.dir).filter((name) => name.endsWith('.json'));
    return names.map((name) => Buffer.from(name.slice(0, -5), 'hex').toString('utf16le'));
  }
  private file(id: string): string {
    return path.join(this.dir, Buffer.from(id, 'utf16le').toString('hex') + '.json');
  }
}
`;

const MY_LOG = `
import { EventEmitter } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

class MyLog extends EventEmitter {
  private queue: Promise<void> = Promise.resolve();
  private failure: unknown;
  constructor(private readonly dir: string) {
    super();
  }
  push(id: string, record: unknown): void {
    const [file, line] = [this.file(id), JSON.stringify(record) + '\\n'];
    this.queue = this.queue.then(() => appendFile(file, line)).catch((error) => {
      this.failure ??= error;
      this.emit('error', error);
    });
  }
  async drained(): Promise<void> {
    await this.queue;
    if (this.failure !== undefined) throw this.failure;
  }
  async load(id: string): Promise<any[] | undefined> {
    await this.queue;
    try {
      return (await readFile(this.file(id), 'utf8')).split('\\n').slice(0, -1).map((line) => JSON.parse(line));
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw error;
    }
  }
  close(): Promise<void> {
    return this.drained();
  }
  private file(id: string): string {
    if (id.length > 60) throw new Error('the id is too long');
    return path.join(this.dir, Buffer.from(id, 'utf16le').toString('hex') + '.jsonl');
  }
}
`;
