import { parentPort } from 'node:worker_threads';
import type { SessionStore } from '../../../contract/session-store.ts';
import type { Operation } from '../../../model/operation.ts';
import type { Life } from '../../host.ts';
import type { LifeReport } from '../../life.ts';
import { SimulatedHost } from '../simulated-host.ts';

/** What the steps of lives that only some suites take came to. */
export interface StepResults {
  readonly refusedAndWentOn: readonly string[];
  readonly ignored: Pick<LifeReport, 'appendReturnedPromise' | 'stray' | 'reported'>;
  readonly threw: LifeReport['history'];
  readonly aliased: { readonly honest: LifeReport['aliased']; readonly keeps: LifeReport['aliased'] };
  readonly besides: { readonly honest: LifeReport['besides']; readonly leaks: LifeReport['besides'] };
  readonly prototype: unknown;
  readonly struck: { readonly times: number | undefined; readonly errors: readonly string[]; readonly open: readonly string[] };
  readonly replaced: readonly string[];
  readonly outside: readonly string[];
  readonly stepped: { readonly shown: number; readonly modified: number; readonly lasted: number; readonly firedAfter: number };
  readonly retimed: readonly number[];
}

const host = new SimulatedHost();
const fs = await import('node:fs');
const shared = new Map<string, object>();

interface Kind {
  readonly store: 'honest' | 'keeps' | 'leaks' | 'rejects' | 'queued' | 'throws';
}

function adapt({ store: kind }: Kind): void {
  host.use({
    name: kind,
    claims: { survives: 'process-kill', acknowledgedBy: 'flush', append: 'queued' },
    open: ({ dir, onError }) => storeOf(kind, dir, onError),
  });
}

function storeOf(kind: Kind['store'], dir: string, onError: (error: unknown) => void): SessionStore {
  const sessions = kind === 'leaks' ? shared : new Map<string, object>();
  const copy = <T>(value: T): T => (kind === 'keeps' ? value : structuredClone(value));
  return {
    patch: (session, fields) => {
      if (kind === 'rejects' && 'no' in fields) throw new Error('no');
      fs.writeFileSync(`${dir}/${session}.json`, JSON.stringify(fields));
      sessions.set(session, copy(fields));
    },
    append: () => {
      onError(new Error('reported'));
      if (kind === 'throws') throw new Error('at once');
      return kind === 'queued' ? Promise.reject(new Error('nobody looks')) : undefined;
    },
    flush: () => {},
    read: (session) => {
      const fields = sessions.get(session);
      return fields === undefined ? null : { fields: copy(fields) as never };
    },
  };
}

const patch = (fields: object, session = 'a'): Operation => ({ op: 'patch', session, fields: fields as never });
const append: Operation = { op: 'append', session: 'a', record: 1 };
const empty = await host.emptyImage();
const live = (plan: Parameters<SimulatedHost['live']>[1], options: object = {}): ReturnType<SimulatedHost['live']> =>
  host.live(empty, plan, { incarnation: 0, ...options });

parentPort?.postMessage({
  refusedAndWentOn: await goOn(),
  ignored: await ignore(),
  threw: await throwAtOnce(),
  aliased: { honest: await alias('honest'), keeps: await alias('keeps') },
  besides: { honest: await beside('honest'), leaks: await beside('leaks') },
  prototype: await readPrototype(),
  struck: await strike(),
  replaced: await replace(),
  outside: await reachOutside(),
  stepped: await stepClock(),
  retimed: await retime(),
} satisfies StepResults);

async function goOn(): Promise<string[]> {
  adapt({ store: 'rejects' });
  const operations = [patch({ no: 1 }), patch({ yes: 1 })];
  const { report } = await live({ steps: [{ do: 'operations', operations, goOn: true }] });
  return report.history.map(({ type }) => type);
}

async function ignore(): Promise<StepResults['ignored']> {
  adapt({ store: 'queued' });
  const { report } = await live({ steps: [{ do: 'operations', operations: [append], ignoreReturned: true }] });
  const { appendReturnedPromise, stray, reported } = report;
  return {
    reported,
    ...(stray === undefined ? {} : { stray }),
    ...(appendReturnedPromise === undefined ? {} : { appendReturnedPromise }),
  };
}

async function throwAtOnce(): Promise<LifeReport['history']> {
  adapt({ store: 'throws' });
  return (await live({ steps: [{ do: 'operations', operations: [append], ignoreReturned: true }] })).report.history;
}

async function alias(store: 'honest' | 'keeps'): Promise<LifeReport['aliased']> {
  adapt({ store });
  return (await live({ steps: [{ do: 'alias', session: 'a' }] })).report.aliased;
}

async function beside(store: 'honest' | 'leaks'): Promise<LifeReport['besides']> {
  adapt({ store });
  const steps = [
    { do: 'operations', operations: [patch({ of: 'the first' })] },
    { do: 'beside', operations: [patch({ of: 'the second' }, 'b')], sessions: ['a', 'b'] },
  ] as const;
  return (await live({ steps })).report.besides;
}

async function readPrototype(): Promise<unknown> {
  adapt({ store: 'honest' });
  const { report } = await live({
    steps: [
      { do: 'operations', operations: [patch(JSON.parse('{"__proto__":{"$number":"-0"}}'), '__proto__')] },
      { do: 'snapshot', sessions: ['__proto__'] },
    ],
  });
  return Object.entries(report.snapshots[0]?.read ?? {});
}

async function strike(): Promise<StepResults['struck']> {
  adapt({ store: 'honest' });
  const fault = { call: 0, code: 'ENOSPC', manner: 'no-effect', primitive: 'write', lasts: 1 } as const;
  const steps = [{ do: 'operations', operations: [patch({ n: 1 }), patch({ n: 2 })], goOn: true }] as const;
  const life: Life<unknown> = await live({ steps }, { fault });
  const errors = life.report.history.flatMap(({ error }) => error ?? []);
  return { times: life.report.faultStruck, errors, open: life.openDescriptors ?? [] };
}

async function replace(): Promise<string[]> {
  let image = await host.replaced(empty, 'deep/er/file', { kind: 'file', bytes: Buffer.from('bytes') });
  image = await host.replaced(image, 'link', { kind: 'symlink', target: 'deep' });
  image = await host.replaced(image, 'deep/er', { kind: 'directory' });
  image = await host.replaced(image, 'other', { kind: 'file', bytes: Buffer.from('x') });
  return (await host.entries(image)).map(({ path, kind, size }) => `${kind} ${path} ${size}`);
}

async function reachOutside(): Promise<string[]> {
  host.use({
    name: 'outside',
    claims: { survives: 'process-kill' },
    open: () => ({
      read: () => null,
      patch: (session) => fs.writeFileSync(session, 'x'),
    }),
  });
  const { trace, changes } = await live(
    { steps: [{ do: 'operations', operations: [patch({}, '/cw-outside/x')] }] },
    { outside: true },
  );
  const paths = trace.flatMap((entry) => (entry.type === 'fs' ? [`${entry.primitive} ${entry.path}`] : []));
  return [...paths, `${changes.length} changes`];
}

/** What a store sees of a clock that is set back by an hour while it waits for a timer of a second. */
async function stepClock(): Promise<StepResults['stepped']> {
  let begun = { at: 0, measured: 0 };
  let found = { shown: 0, modified: 0, lasted: 0, firedAfter: 0 };
  const look = (dir: string): void => {
    fs.writeFileSync(`${dir}/x`, '');
    const [shown, modified] = [Date.now() - begun.at, fs.statSync(`${dir}/x`).mtimeMs - begun.at];
    found = { ...found, shown, modified, lasted: Math.round(performance.now() - begun.measured) };
  };
  host.use({
    name: 'looks',
    claims: { survives: 'process-kill' },
    open: ({ dir }) => {
      begun = { at: Date.now(), measured: performance.now() };
      setTimeout(() => {
        found = { ...found, firedAfter: Math.round(performance.now() - begun.measured) };
      }, 1000);
      return { read: () => null, patch: () => look(dir) };
    },
  });
  const steps = [
    { do: 'step-clock', byMs: -3_600_000 },
    { do: 'operations', operations: [patch({}), { op: 'rest' }] },
  ] as const;
  await live({ steps });
  return found;
}

async function retime(): Promise<number[]> {
  const image = await host.replaced(empty, 'deep/file', { kind: 'file', bytes: Buffer.from('bytes') });
  const retimed = await host.retimed(image, 1_000_000);
  const times = ['/data/deep', '/data/deep/file'].map((path) => retimed.inode(retimed.find(path))?.mtimeMs ?? 0);
  return [...times, image.inode(image.find('/data/deep'))?.mtimeMs === 1_000_000 ? 1 : 0];
}
