import { describe, expect, test } from 'vitest';
import { Disk } from './disk.ts';
import { type DiskLog, diskLogOf, momentOf } from './disk-log.ts';
import type { Effect } from './effect.ts';
import { PartialImages } from './partial-image.ts';
import type { FsEvent } from './trace.ts';

function event(fields: Partial<FsEvent>): FsEvent {
  return { type: 'fs', primitive: 'write', api: 'fs.writeSync', effects: [], ...fields };
}

function create(ino: number, name: string): FsEvent {
  const effects: Effect[] = [
    { op: 'inode', ino, kind: 'file', mode: 0o644 },
    { op: 'dirent', changes: [{ dir: 1, name, ino }] },
  ];
  return event({ primitive: 'open', effects, ino });
}

function write(ino: number, offset: number, length: number, size?: number): FsEvent {
  const data: Effect = { op: 'data', ino, offset, bytes: new Uint8Array(length).fill(120) };
  return event({ effects: size === undefined ? [data] : [data, { op: 'size', ino, size }], ino, offset, length });
}

const sync = (ino: number, error?: string) => event({ primitive: 'fsync', ino, ...(error === undefined ? {} : { error }) });

describe('micro-operations', () => {
  const pieces = (offset: number, length: number, size?: number) =>
    diskLogOf([create(2, 'a'), write(2, offset, length, size)]).operations.flatMap((operation) =>
      operation.kind === 'data' ? [[operation.start, operation.end]] : [],
    );

  test('a write inside one page is one piece', () => {
    expect(pieces(10, 100)).toEqual([[10, 110]]);
  });

  test('a short one is cut at every page boundary of the file', () => {
    expect(pieces(4000, 5000)).toEqual([
      [4000, 4096],
      [4096, 8192],
      [8192, 9000],
    ]);
  });

  test('a long one in its ends and two halves', () => {
    expect(pieces(0, 600_000)).toEqual([
      [0, 4096],
      [4096, 303_104],
      [303_104, 598_016],
      [598_016, 600_000],
    ]);
  });

  test('of two names that change places neither is replaced', () => {
    const exchange: Effect = {
      op: 'dirent',
      changes: [
        { dir: 1, name: 'a', ino: null },
        { dir: 1, name: 'b', ino: null },
        { dir: 1, name: 'b', ino: 2 },
        { dir: 1, name: 'a', ino: 3 },
      ],
    };
    const over: Effect = {
      op: 'dirent',
      changes: [
        { dir: 1, name: 'a', ino: null },
        { dir: 1, name: 'b', ino: 3 },
      ],
    };
    const { operations } = diskLogOf([
      create(2, 'a'),
      create(3, 'b'),
      ...[exchange, over].map((one) => event({ effects: [one] })),
    ]);
    expect(operations.map((operation) => 'replaces' in operation && operation.replaces)).toEqual([false, false, false, true]);
  });

  test('the file grows with each piece that goes beyond its end', () => {
    const log = diskLogOf([create(2, 'a'), write(2, 0, 5000, 5000), write(2, 4900, 200, 5100)]);
    expect(
      log.operations.map(({ kind, ...rest }) => (kind === 'grow' && 'to' in rest ? `grow ${rest.from}-${rest.to}` : kind)),
    ).toEqual(['names', 'data', 'grow 0-4096', 'data', 'grow 4096-5000', 'data', 'grow 5000-5100']);
  });

  test('a truncation shrinks or extends', () => {
    const resize = (size: number) => event({ primitive: 'ftruncate', effects: [{ op: 'size', ino: 2, size }] });
    const log = diskLogOf([create(2, 'a'), write(2, 0, 100, 100), resize(10), resize(500)]);
    expect(log.operations.slice(-2)).toMatchObject([
      { kind: 'shrink', from: 100, to: 10 },
      { kind: 'extend', from: 10, to: 500 },
    ]);
  });

  test('a rename knows whether the name existed', () => {
    const rename = (to: string, ino: number): FsEvent =>
      event({
        primitive: 'rename',
        effects: [
          {
            op: 'dirent',
            changes: [
              { dir: 1, name: 't', ino: null },
              { dir: 1, name: to, ino },
            ],
          },
        ],
      });
    const log = diskLogOf([create(2, 'a'), create(3, 't'), rename('a', 3), create(4, 't'), rename('b', 4)]);
    expect(log.operations.map((operation) => operation.kind === 'names' && operation.replaces)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  test('names that were on the disk before the life count', () => {
    const start = Disk.empty(0);
    start.apply({ op: 'inode', ino: 2, kind: 'file', mode: 0o644 });
    start.apply({ op: 'dirent', changes: [{ dir: 1, name: 'a', ino: 2 }] });
    const changes = [
      { dir: 1, name: 't', ino: null },
      { dir: 1, name: 'a', ino: 3 },
    ];
    const log = diskLogOf([create(3, 't'), event({ primitive: 'rename', effects: [{ op: 'dirent', changes }] })], start);
    expect(log.operations[1]).toMatchObject({ kind: 'names', replaces: true, ino: 3 });
  });
});

describe('moments', () => {
  const log = diskLogOf([
    { type: 'invoke' },
    create(2, 'a'),
    write(2, 0, 5000, 5000),
    sync(2),
    { type: 'acknowledge' },
    { type: 'invoke' },
    sync(2, 'EIO'),
    { type: 'reject' },
  ]);

  test('a sync that failed is told from one that returned', () => {
    expect(log.entries.filter(({ type }) => type === 'sync')).toMatchObject([{ failed: false }, { failed: true }]);
  });

  test.each([
    [0, 0, 'before everything', { operations: 0, history: 1 }],
    [1, 0, 'after the creation', { operations: 1, history: 1 }],
    [2, 0, 'after the write, before the sync', { operations: 5, history: 1 }],
    [2, 1, 'after the sync: the client has been told, and has gone on', { operations: 5, history: 3 }],
    [2, 2, 'at the end', { operations: 5, history: 4 }],
  ])('%i changes and %i syncs: %s', (changes, syncs, _, expected) => {
    expect(log.before[momentOf(log, changes, syncs)]).toMatchObject(expected);
  });
});

describe('partial images', () => {
  const trace = [create(2, 'a'), write(2, 0, 4, 4), create(3, 'b'), write(3, 0, 4, 4)];
  const log = diskLogOf(trace);
  const files = (log: DiskLog, moment: number, lost: number[]) =>
    new PartialImages(Disk.empty(0), log)
      .image(moment, lost)
      .entries()
      .map(({ path, content }) => `${path}=${Buffer.from(content ?? []).toString()}`);

  test('whole up to the moment', () => {
    expect(files(log, momentOf(log, 2, 0), [])).toEqual(['/a=xxxx']);
    expect(files(log, log.entries.length, [])).toEqual(['/a=xxxx', '/b=xxxx']);
  });

  test('without a name, the bytes or the size', () => {
    expect(files(log, log.entries.length, [0])).toEqual(['/b=xxxx']);
    expect(files(log, log.entries.length, [1])).toEqual(['/a=\0\0\0\0', '/b=xxxx']);
    expect(files(log, log.entries.length, [2])).toEqual(['/a=', '/b=xxxx']);
  });

  test('asked in any order, the same', () => {
    const images = new PartialImages(Disk.empty(0), log);
    const late = images.image(log.entries.length, [4]).hash();
    const early = images.image(momentOf(log, 1, 0), []).hash();
    expect(images.image(log.entries.length, [4]).hash()).toBe(late);
    expect(images.image(momentOf(log, 1, 0), []).hash()).toBe(early);
    expect(early).not.toBe(late);
  });

  test('of many files the disk is kept before every n-th step alone, and the images are the same', () => {
    const many = diskLogOf(Array.from({ length: 800 }, (_, file) => create(file + 2, `file${file}`)));
    const images = new PartialImages(Disk.empty(0), many);
    const end = many.entries.length;
    const names = (moment: number, lost: number[]) => images.image(moment, lost).entries().length;
    for (const lost of [0, 1, 6, 7, 8, 399, 798, 799]) {
      expect(images.image(end, [lost]).has(`/file${lost}`)).toBe(false);
      expect(names(end, [lost])).toBe(799);
      expect(names(lost, [])).toBe(lost);
    }
    expect(names(end, [])).toBe(800);
  });
});
