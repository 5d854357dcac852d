import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { lackingDisk, RealDisk } from '../../calibration/failing-disk/real-disk.ts';
import { someOf } from '../../suites/some-of.test-data.ts';
import type { DiskFault } from '../disk/fault.ts';
import type { LifeReport, LifeStep } from '../host/life.ts';
import type { Operation } from '../model/operation.ts';

// What stores make of a disk that really fails is what they make of the fault that stands for it.

/** One life, and what becomes of the real disk before it. */
interface PlannedLife {
  readonly steps: readonly LifeStep[];
  readonly before?: 'read-only' | 'writable' | 'grown';
  /** A directory is put here, in the place of what is there. */
  readonly inPlace?: string;
  readonly fault?: DiskFault;
}

interface LeftEntry {
  readonly path: string;
  readonly kind: string;
  readonly size: number;
}

interface Lived {
  readonly report: LifeReport;
  readonly left: readonly LeftEntry[];
}

interface Store {
  readonly name: string;
  /** Where the session `a` is. */
  readonly file: string;
  readonly records?: true;
  /** What stands for 64 KiB: which write does not fit, and how much of it does. */
  readonly full: DiskFault;
  /** Sessions that it acknowledges on the full disk, and that cannot be read then. */
  readonly tears?: readonly string[];
  /** Files whose size is known to differ on the full disk. */
  readonly sizesDiffer?: readonly string[];
}

const PAGE_BYTES = 4096;
const LARGE_BYTES = 40_000;

const STORES: readonly Store[] = [
  { name: 'json-file', file: 's-a.json', full: cutShort({ call: 6, pages: 4, thenFails: true, lasts: 1 }) },
  { name: 'jsonl-log', file: 's-a.jsonl', records: true, full: cutShort({ call: 4, pages: 4, thenFails: true, lasts: 1 }) },
  {
    name: 'write-file-atomic',
    file: 's-a.json',
    // It does not write what is left, and takes the file for whole: the next write is the one that is refused.
    full: cutShort({ call: 6, pages: 4, thenFails: true, lasts: 1 }),
    tears: ['c'],
  },
  {
    name: 'lowdb',
    file: 'db.json',
    full: cutShort({ call: 6, pages: 6, thenFails: true }),
    // Each write that follows empties this file first, which gives its space back: the real disk cuts them all, a fault the first.
    sizesDiffer: ['.db.json.tmp'],
  },
];

function cutShort({ pages, ...fault }: Pick<DiskFault, 'call' | 'lasts' | 'thenFails'> & { pages: number }): DiskFault {
  return { ...fault, code: 'ENOSPC', manner: 'short', bytes: pages * PAGE_BYTES, primitive: 'write' };
}

const SESSIONS = ['a', 'b', 'c', 'd'];
const LOOK: LifeStep = { do: 'snapshot', sessions: SESSIONS };

interface Scenario {
  readonly name: string;
  /** What some call has to be refused with, for the scenario to have come about. */
  readonly code: string;
  readonly lives: readonly PlannedLife[];
}

function scenariosOf(store: Store): readonly Scenario[] {
  const { small, large } = operationsOf(store);
  const begin: PlannedLife = { steps: [work(small('a', 'one'), small('b', 'two')), LOOK] };
  const change = work(small('a', 'three'), small('c', 'four'), small('b', 'five'));
  // A log grows in place; there the second one goes behind the first.
  const last = large(store.records === true ? 'b' : 'c');
  const full = work(small('a', 'one'), small('a', 'two'), small('d', 'three'), large('b'), last, small('a', 'four'));
  return [
    {
      name: 'a disk of 64 KiB',
      code: 'ENOSPC',
      lives: [
        { steps: [full, LOOK], fault: store.full },
        { steps: [LOOK, work(last, small('a', 'five')), LOOK], before: 'grown' },
      ],
    },
    {
      name: 'a file system that became read-only',
      code: 'EROFS',
      lives: [
        begin,
        { steps: [change, LOOK], before: 'read-only', fault: { call: 0, code: 'EROFS', manner: 'no-effect' } },
        { steps: [LOOK, change, LOOK], before: 'writable' },
      ],
    },
    {
      name: 'a directory in the place of a file',
      code: 'EISDIR',
      lives: [begin, { steps: [change, LOOK], inPlace: store.file }, { steps: [LOOK] }],
    },
  ];
}

function work(...operations: readonly (readonly Operation[])[]): LifeStep {
  return { do: 'operations', operations: operations.flat(), goOn: true };
}

/** Writes of a store: of fields, which have to be created, or of records. */
function operationsOf({ records }: Store): {
  small: (session: string, text: string) => Operation[];
  large: (session: string) => Operation[];
} {
  const text = { $text: ['large', LARGE_BYTES] };
  if (records === true) {
    return {
      small: (session, record) => [{ op: 'append', session, record }],
      large: (session) => [{ op: 'append', session, record: text }],
    };
  }
  return {
    small: (session, value) => [
      { op: 'create', session, fields: { value } },
      { op: 'patch', session, fields: { [value]: value } },
    ],
    large: (session) => [{ op: 'create', session, fields: { text } }],
  };
}

interface SeenLife {
  readonly opened: string;
  readonly operations: readonly string[];
  readonly snapshots: readonly object[];
  readonly besides: object;
  readonly left: readonly string[];
}

/** A life as it can be compared: without what is random in names. */
function seen({ report, left }: Lived, { sizesDiffer = [] }: Store): SeenLife {
  const { opened, operations, history, snapshots, stray, misbehaved, reported } = report;
  const ends = history.filter(({ type }) => type !== 'invoke');
  return withoutNames({
    opened: opened.ok ? 'opened' : opened.problem.message,
    operations: ends.map(({ operation, type, error }) => {
      const { op, ...of } = operations[operation] ?? { op: 'unknown' };
      return `${op} ${'session' in of ? of.session : ''}: ${type}${error === undefined ? '' : ` ${error}`}`;
    }),
    snapshots,
    besides: { stray, misbehaved, reported },
    left: left
      .map(({ path: name, kind, size }) => `${kind} ${name} ${kind === 'directory' || sizesDiffer.includes(name) ? '' : size}`)
      .sort(),
  });
}

function withoutNames<T>(value: T): T {
  const text = JSON.stringify(value)
    .replaceAll(/\.tmp-[\w-]+/g, '.tmp-*')
    .replaceAll(/\.json\.\d+/g, '.json.*');
  return JSON.parse(text) as T;
}

const program = (name: string): string => fileURLToPath(new URL(`./test-data/${name}`, import.meta.url));

function liveSimulated(store: string, scenarios: readonly (readonly PlannedLife[])[]): Promise<Lived[][]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program('lives-on-simulated-disk.mjs'), { workerData: { store, scenarios } });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the worker ended without a result')));
  });
}

async function liveReal(store: string, planned: readonly PlannedLife[]): Promise<Lived[]> {
  const disk = await RealDisk.mount('tmpfs');
  try {
    const dir = path.join(disk.root, 'data');
    fs.mkdirSync(dir);
    const lived: Lived[] = [];
    for (const { steps, before, inPlace } of planned) {
      if (before === 'read-only') await disk.makeReadOnly();
      else if (before === 'writable') await disk.makeWritable();
      else if (before === 'grown') await disk.grow();
      if (inPlace !== undefined) {
        fs.rmSync(path.join(dir, inPlace));
        fs.mkdirSync(path.join(dir, inPlace));
      }
      const argument = JSON.stringify({ store, dir, steps });
      const { stdout } = await execa(process.execPath, [program('lives-on-real-disk.mjs'), argument]);
      lived.push({ report: JSON.parse(stdout) as LifeReport, left: entriesBelow(dir) });
    }
    return lived;
  } finally {
    disk.dispose();
  }
}

function entriesBelow(dir: string): LeftEntry[] {
  return fs.readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const { size } = fs.lstatSync(file);
    return { path: path.relative(dir, file), kind: entry.isDirectory() ? 'directory' : 'file', size };
  });
}

const lacking = await lackingDisk('tmpfs');

describe.skipIf(lacking !== undefined)(`on a real disk${lacking === undefined ? '' : `, skipped: ${lacking}`}`, () => {
  describe.each(STORES)('$name', (store) => {
    const scenarios = scenariosOf(store);
    let simulated: Lived[][] = [];
    beforeAll(async () => {
      const all = scenarios.map(({ lives }) => lives);
      simulated = await liveSimulated(store.name, [...all, oneWriteEarlier(all[0] ?? [])]);
    });

    // Where there is time for a sample only, the full disk for all of them, and the others for the first one.
    test.each(store === STORES[0] ? scenarios : someOf(scenarios))('$name', async (scenario) => {
      const expected = simulated[scenarios.indexOf(scenario)] ?? [];
      const real = await liveReal(store.name, scenario.lives);
      expect(real).toHaveLength(scenario.lives.length);
      expect(JSON.stringify(real)).toContain(scenario.code);
      expect(real.map((life) => seen(life, store))).toEqual(expected.map((life) => seen(life, store)));
      if (scenario.code === 'ENOSPC') expect(unreadable(real[0])).toEqual(store.tears ?? []);
    });

    test('a fault at another write comes to something else', () => {
      const [planned, earlier] = [simulated[0] ?? [], simulated.at(-1) ?? []];
      expect(earlier.map((life) => seen(life, store))).not.toEqual(planned.map((life) => seen(life, store)));
    });
  });
});

function oneWriteEarlier(lives: readonly PlannedLife[]): PlannedLife[] {
  return lives.map((life) =>
    life.fault === undefined ? life : { ...life, fault: { ...life.fault, call: life.fault.call - 1 } },
  );
}

/** Sessions that could not be read when the life had been lived. */
function unreadable(life: Lived | undefined): string[] {
  return Object.entries(life?.report.snapshots.at(-1)?.read ?? {}).flatMap(([session, result]) =>
    'problem' in result ? [session] : [],
  );
}
