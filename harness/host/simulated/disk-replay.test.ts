import { expect, test } from 'vitest';
import { Disk } from '../../disk/disk.ts';
import type { Effect } from '../../disk/effect.ts';
import type { FsEvent } from '../../disk/trace.ts';
import { DiskReplay, tearEffects } from './disk-replay.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

function event(primitive: FsEvent['primitive'], effects: Effect[]): FsEvent {
  return { type: 'fs', primitive, api: '', effects };
}

const trace: FsEvent[] = [
  event('open', [
    { op: 'inode', ino: 2, kind: 'file', mode: 0o644 },
    { op: 'dirent', changes: [{ dir: 1, name: 'a', ino: 2 }] },
  ]),
  event('write', [
    { op: 'data', ino: 2, offset: 0, bytes: bytes('hello') },
    { op: 'size', ino: 2, size: 5 },
  ]),
  event('utimes', [{ op: 'attributes', ino: 2, mtimeMs: 1 }]),
  event('rename', [
    {
      op: 'dirent',
      changes: [
        { dir: 1, name: 'a', ino: null },
        { dir: 1, name: 'b', ino: 2 },
      ],
    },
  ]),
];

const content = (disk: Disk, path: string) => {
  const found = disk.readFile(path);
  return found === undefined ? undefined : Buffer.from(found).toString();
};

test('each prefix of the changes is an image; attributes are no change', () => {
  const replay = new DiskReplay(Disk.empty(0), trace);
  const seen = [0, 1, 2, 3].map((changes) => [
    content(replay.imageAt({ changes }), '/a'),
    content(replay.imageAt({ changes }), '/b'),
  ]);
  expect(seen).toEqual([
    [undefined, undefined],
    ['', undefined],
    ['hello', undefined],
    [undefined, 'hello'],
  ]);
});

test('an earlier point after a later one starts over', () => {
  const replay = new DiskReplay(Disk.empty(0), trace);
  expect(content(replay.imageAt({ changes: 3 }), '/b')).toBe('hello');
  expect(content(replay.imageAt({ changes: 1 }), '/a')).toBe('');
});

test('images do not change each other, nor the start', () => {
  const start = Disk.empty(0);
  const replay = new DiskReplay(start, trace);
  const image = replay.imageAt({ changes: 2 });
  image.apply({ op: 'data', ino: 2, offset: 0, bytes: bytes('J') });
  expect(content(replay.imageAt({ changes: 2 }), '/a')).toBe('hello');
  expect(start.entries()).toEqual([]);
});

test('a torn write has its first bytes, and the size grows only as far', () => {
  const torn = new DiskReplay(Disk.empty(0), trace).imageAt({ changes: 1, tornBytes: 3 });
  expect(content(torn, '/a')).toBe('hel');
});

test('a torn overwrite of a longer file keeps the size', () => {
  const effects: Effect[] = [
    { op: 'data', ino: 2, offset: 0, bytes: bytes('abcdefgh') },
    { op: 'size', ino: 2, size: 8 },
  ];
  expect(tearEffects(effects, 4, () => 6)).toEqual([{ op: 'data', ino: 2, offset: 0, bytes: bytes('abcd') }]);
  expect(tearEffects(effects, 7, () => 6).at(-1)).toEqual({ op: 'size', ino: 2, size: 7 });
});
