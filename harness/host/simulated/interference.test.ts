import { expect, test } from 'vitest';
import type { Effect } from '../../disk/effect.ts';
import type { Primitive } from '../../disk/kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';
import { interferes } from './interference.ts';

const name: Effect = { op: 'dirent', changes: [] };
const data: Effect = { op: 'data', ino: 7, offset: 0, bytes: new Uint8Array(1) };

const event = (primitive: Primitive, path: string, effects: Effect[] = [], to?: string): FsEvent => ({
  type: 'fs',
  primitive,
  api: 'test',
  path,
  effects,
  ...(to === undefined ? {} : { to }),
});

const makes = (path: string) => event('open', path, [name]);
const writes = (path: string) => event('write', path, [data]);
const removes = (path: string) => event('unlink', path, [name]);

test.each<[string, FsEvent[], FsEvent[], boolean]>([
  ['nothing', [], [event('readdir', '/data')], false],
  ['a reader that changes nothing', [event('open', '/data/a'), event('read', '/data/a')], [writes('/data/a')], false],
  ['a change of its times only', [event('utimes', '/data/a', [{ op: 'attributes', ino: 7 }])], [event('stat', '/data/a')], false],
  ['the same file', [writes('/data/a')], [event('open', '/data/a')], true],
  ['the same file, by its new name', [removes('/data/tmp')], [event('rename', '/data/tmp', [name], '/data/a')], true],
  ['another file', [writes('/data/log')], [event('open', '/data/a'), event('readdir', '/data')], false],
  ['another new file, and nobody lists', [makes('/data/lock')], [event('open', '/data/a'), event('fsync', '/data')], false],
  ['another new file, and its directory is listed', [makes('/data/lock')], [event('readdir', '/data')], true],
  ['a new file far below what is listed', [makes('/data/x/y')], [event('readdir', '/data')], true],
  ['a name that only begins alike', [makes('/data/a')], [event('open', '/data/ab')], false],
  [
    'what is below a directory that was renamed',
    [event('rename', '/data/x', [name], '/data/y')],
    [event('open', '/data/x/a')],
    true,
  ],
  ['a call that failed', [{ ...makes('/data/lock'), error: 'EEXIST', effects: [] }], [event('readdir', '/data')], false],
])('%s', (_, changes, later, expected) => {
  expect(interferes(changes, later)).toBe(expected);
});
