import { describe, expect, test } from 'vitest';
import { Disk } from './disk.ts';
import type { Effect } from './effect.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** `/data` (2) with `a.json` (3), `b.json` (4) a hard link of it, and a link `l` (5). */
const EFFECTS: Effect[] = [
  { op: 'inode', ino: 2, kind: 'directory', mode: 0o755 },
  { op: 'dirent', changes: [{ dir: 1, name: 'data', ino: 2 }] },
  { op: 'inode', ino: 3, kind: 'file', mode: 0o644 },
  { op: 'dirent', changes: [{ dir: 2, name: 'a.json', ino: 3 }] },
  { op: 'data', ino: 3, offset: 0, bytes: bytes('{"a":1}') },
  { op: 'size', ino: 3, size: 7 },
  { op: 'dirent', changes: [{ dir: 2, name: 'b.json', ino: 3 }] },
  { op: 'inode', ino: 5, kind: 'symlink', mode: 0o777, target: 'data/a.json' },
  { op: 'dirent', changes: [{ dir: 1, name: 'l', ino: 5 }] },
];

function diskOf(...effects: Effect[]): Disk {
  const disk = Disk.empty(0);
  for (const effect of effects) disk.apply(effect);
  return disk;
}

function read(disk: Disk, path: string): string | undefined {
  const content = disk.readFile(path);
  return content === undefined ? undefined : Buffer.from(content).toString();
}

const paths = (disk: Disk): string[] => disk.entries().map(({ path }) => path);

test('replays effects into a tree', () => {
  const disk = diskOf(...EFFECTS);
  expect(disk.entries()).toMatchObject([
    { path: '/data', kind: 'directory', mode: 0o755, ino: 2, nlink: 2 },
    { path: '/data/a.json', kind: 'file', mode: 0o644, size: 7, ino: 3, nlink: 2 },
    { path: '/data/b.json', kind: 'file', mode: 0o644, size: 7, ino: 3, nlink: 2 },
    { path: '/l', kind: 'symlink', target: 'data/a.json', ino: 5, nlink: 1 },
  ]);
  expect(read(disk, '/data/b.json')).toBe('{"a":1}');
  expect(disk.nextIno).toBe(6);
  expect([disk.has('/data'), disk.has('/'), disk.has('/data/a.json/x'), disk.has('/no')]).toEqual([true, true, false, false]);
  expect(read(disk, '/data')).toBeUndefined();
});

describe('hash', () => {
  const start = diskOf(...EFFECTS);

  test.each<[string, Effect]>([
    ['a byte', { op: 'data', ino: 3, offset: 3, bytes: bytes('b') }],
    ['the size', { op: 'size', ino: 3, size: 8 }],
    ['a mode', { op: 'attributes', ino: 3, mode: 0o600 }],
    [
      'a name',
      {
        op: 'dirent',
        changes: [
          { dir: 2, name: 'b.json', ino: null },
          { dir: 2, name: 'c.json', ino: 3 },
        ],
      },
    ],
    [
      'a place',
      {
        op: 'dirent',
        changes: [
          { dir: 2, name: 'b.json', ino: null },
          { dir: 1, name: 'b.json', ino: 3 },
        ],
      },
    ],
    ['a removal', { op: 'dirent', changes: [{ dir: 2, name: 'b.json', ino: null }] }],
    ['what a name stands for', { op: 'dirent', changes: [{ dir: 1, name: 'l', ino: 3 }] }],
    ['the mode of a directory', { op: 'attributes', ino: 2, mode: 0o700 }],
  ])('tells by %s', (_name, effect) => {
    const disk = start.clone();
    const before = disk.hash();
    disk.apply(effect);
    expect(disk.hash()).not.toBe(before);
    expect(start.hash()).toBe(before);
    expect(disk.clone().hash()).toBe(disk.hash());
  });

  test('tells the target of a link', () => {
    const other = EFFECTS.map((effect) =>
      effect.op === 'inode' && effect.ino === 5 ? { ...effect, target: 'data/b.json' } : effect,
    );
    expect(diskOf(...other).hash()).not.toBe(start.hash());
  });

  test.each<[string, Effect]>([
    ['times and owners', { op: 'attributes', ino: 3, mtimeMs: 5, atimeMs: 6, uid: 7, gid: 8 }],
    ['an inode without a name', { op: 'inode', ino: 9, kind: 'file', mode: 0 }],
    ['bytes beyond the size', { op: 'data', ino: 3, offset: 7, bytes: bytes('beyond') }],
    ['equal bytes', { op: 'data', ino: 3, offset: 0, bytes: bytes('{"a"') }],
  ])('does not tell by %s', (_name, effect) => {
    const disk = start.clone();
    disk.apply(effect);
    expect(disk.hash()).toBe(start.hash());
  });

  test('does not tell by order of creation, inode numbers or hard links', () => {
    const effects: Effect[] = [
      { op: 'inode', ino: 7, kind: 'symlink', mode: 0o777, target: 'data/a.json' },
      { op: 'dirent', changes: [{ dir: 1, name: 'l', ino: 7 }] },
      { op: 'inode', ino: 8, kind: 'directory', mode: 0o755 },
      { op: 'dirent', changes: [{ dir: 1, name: 'data', ino: 8 }] },
      ...[10, 11].flatMap((ino): Effect[] => [
        { op: 'inode', ino, kind: 'file', mode: 0o644 },
        { op: 'dirent', changes: [{ dir: 8, name: ino === 10 ? 'b.json' : 'a.json', ino }] },
        { op: 'size', ino, size: 7 },
        { op: 'data', ino, offset: 0, bytes: bytes('{"a":1}') },
      ]),
    ];
    expect(diskOf(...effects).hash()).toBe(start.hash());
  });

  test('is different for every one of 200,000 small changes', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100_000; i++) {
      const disk = start.clone();
      disk.apply({ op: 'data', ino: 3, offset: 0, bytes: bytes(`{"a":${i}}`) });
      disk.apply({ op: 'size', ino: 3, size: 12 });
      seen.add(disk.hash());
      disk.apply({ op: 'dirent', changes: [{ dir: 1, name: `n${i}`, ino: 3 }] });
      seen.add(disk.hash());
    }
    expect(seen.size).toBe(200_000);
  });
});

describe('part of the effects', () => {
  const create: Effect[] = EFFECTS.slice(0, 4);
  const unlink: Effect = { op: 'dirent', changes: [{ dir: 2, name: 'a.json', ino: null }] };

  test.each<[string, Effect[], string[]]>([
    ['a name in a directory that is not there', [{ op: 'dirent', changes: [{ dir: 2, name: 'x', ino: 1 }] }], []],
    ['a name of an inode that is not there', [{ op: 'dirent', changes: [{ dir: 1, name: 'x', ino: 9 }] }], []],
    ['data, size and mode of an inode that is not there', [...EFFECTS.slice(4, 6), { op: 'attributes', ino: 3, mode: 0 }], []],
    ['removal of a name that is not there', [unlink], []],
    [
      'a name given again to what has lost its last one',
      [...create, unlink, { op: 'dirent', changes: [{ dir: 2, name: 'b', ino: 3 }] }],
      ['/data', '/data/b'],
    ],
    [
      'a second name for a directory',
      [...create, { op: 'dirent', changes: [{ dir: 1, name: 'moved', ino: 2 }] }],
      ['/moved', '/moved/a.json'],
    ],
    ['a directory within itself', [...create, { op: 'dirent', changes: [{ dir: 2, name: 'self', ino: 2 }] }], []],
  ])('%s', (_name, effects, expected) => {
    const disk = diskOf(...effects);
    expect(paths(disk)).toEqual(expected);
    expect(Disk.fromSnapshot(disk.snapshot()).hash()).toBe(disk.hash());
  });

  test('a rename that replaces is seen whole', () => {
    const disk = diskOf(...EFFECTS);
    disk.apply({ op: 'inode', ino: 6, kind: 'file', mode: 0o600 });
    disk.apply({ op: 'dirent', changes: [{ dir: 1, name: 'tmp', ino: 6 }] });
    disk.apply({
      op: 'dirent',
      changes: [
        { dir: 1, name: 'tmp', ino: null },
        { dir: 2, name: 'a.json', ino: 6 },
      ],
    });
    expect(paths(disk)).toEqual(['/data', '/data/a.json', '/data/b.json', '/l']);
    expect(disk.inode(3)?.nlink).toBe(1);
    expect(read(disk, '/data/a.json')).toBe('');
  });
});

test('clones never see each other', () => {
  const first = diskOf(...EFFECTS);
  const second = first.clone();
  const third = second.clone();
  second.apply({ op: 'data', ino: 3, offset: 0, bytes: bytes('second!') });
  third.apply({ op: 'data', ino: 3, offset: 7, bytes: bytes('third') });
  third.apply({ op: 'size', ino: 3, size: 12 });
  first.apply({ op: 'data', ino: 3, offset: 7, bytes: bytes('FIRST') });
  first.apply({ op: 'size', ino: 3, size: 12 });
  second.remove('/l');
  first.remove('/data/b.json');
  expect([first, second, third].map((disk) => read(disk, '/data/a.json'))).toEqual(['{"a":1}FIRST', 'second!', '{"a":1}third']);
  expect([first, second, third].map((disk) => paths(disk).length)).toEqual([3, 3, 4]);
});

test.each([
  ['/data', ['/l']],
  ['/data/a.json', ['/data', '/data/b.json', '/l']],
  ['/l/', ['/data', '/data/a.json', '/data/b.json']],
  ['/', []],
  ['/nope', ['/data', '/data/a.json', '/data/b.json', '/l']],
])('remove(%j)', (path, left) => {
  const disk = diskOf(...EFFECTS);
  disk.remove(path);
  expect(paths(disk)).toEqual(left);
});

test('a snapshot survives structuredClone, with hard links, times, bytes behind the size and inode numbers', () => {
  const disk = diskOf(...EFFECTS, { op: 'data', ino: 3, offset: 7, bytes: bytes('more') });
  const copy = Disk.fromSnapshot(structuredClone(disk.snapshot()));
  expect(copy.entries()).toEqual(disk.entries());
  expect(copy.nextIno).toBe(disk.nextIno);
  for (const each of [disk, copy]) each.apply({ op: 'size', ino: 3, size: 11 });
  expect(read(copy, '/data/b.json')).toBe('{"a":1}more');
  expect(copy.hash()).toBe(disk.hash());
});
