import { beforeEach, describe, expect, test } from 'vitest';
import { allocate, KEEP_SIZE, PUNCH_HOLE, ZERO_RANGE } from './allocating.ts';
import { Disk, ROOT_INO } from './disk.ts';
import type { Effect } from './effect.ts';
import { makeDirectory, removeEntry, renameEntry, requireFree } from './entries.ts';
import { codeOf } from './errno-code.test-data.ts';
import { Mount } from './mount.ts';
import { OpenInodes } from './open-inodes.ts';
import { store } from './transfer.ts';

let mount: Mount;
const at = (name: string, dir = ROOT_INO) => ({ dir, name });
const paths = () => mount.disk.entries().map(({ path }) => path);
const text = (path: string) => Buffer.from(mount.disk.readFile(path) ?? []).toString();

beforeEach(() => {
  mount = new Mount({
    disk: Disk.empty(0),
    root: '/cw-1',
    conditions: { umask: 0 },
    openInodes: new OpenInodes(),
    nowMs: () => 1,
  });
  for (const name of ['a', 'b']) {
    const ino = mount.create(ROOT_INO, name, 'file', 0o644);
    store(mount, ino, 0, Buffer.from(`bytes of ${name}`), 0, 10);
  }
  const dir = makeDirectory(mount, at('d'), 0o755);
  makeDirectory(mount, at('e', dir), 0o755);
});

describe('renameat2', () => {
  test('without flags replaces', () => {
    renameEntry(mount, at('a'), at('b'));
    expect(paths()).toEqual(['/b', '/d', '/d/e']);
    expect(text('/b')).toBe('bytes of a');
  });

  test('with RENAME_NOREPLACE does not', () => {
    expect(codeOf(() => renameEntry(mount, at('a'), at('b'), { noReplace: true }))).toBe('EEXIST');
    renameEntry(mount, at('a'), at('c'), { noReplace: true });
    expect(paths()).toEqual(['/b', '/c', '/d', '/d/e']);
  });

  test('with RENAME_EXCHANGE both names stay, in one change that can be replayed', () => {
    const before = mount.disk.clone();
    const effects: Effect[] = [];
    mount.effects = effects;
    renameEntry(mount, at('a'), at('d'), { exchange: true });
    renameEntry(mount, at('b'), at('a'), { exchange: true });
    expect(effects.map(({ op }) => op)).toEqual(['dirent', 'dirent']);
    expect(paths()).toEqual(['/a', '/b', '/b/e', '/d']);
    expect(text('/a')).toBe('bytes of b');
    expect(mount.disk.inode(ROOT_INO)?.nlink).toBe(3);
    for (const effect of effects) before.apply(effect);
    expect(before.hash()).toBe(mount.disk.hash());
  });

  const d = () => mount.disk.find('/d');
  test.each([
    ['an exchange with nothing', () => renameEntry(mount, at('a'), at('n'), { exchange: true }), 'ENOENT'],
    ['an exchange with what is above', () => renameEntry(mount, at('e', d()), at('d'), { exchange: true }), 'EINVAL'],
    ['an exchange with what is below', () => renameEntry(mount, at('d'), at('e', d()), { exchange: true }), 'EINVAL'],
    ['nothing', () => renameEntry(mount, at('n'), at('a')), 'ENOENT'],
    ['a file over a directory', () => renameEntry(mount, at('a'), at('d')), 'EISDIR'],
    ['a file to a name with a slash', () => renameEntry(mount, at('a'), at('n'), { slash: true }), 'ENOTDIR'],
  ])('%s', (_name, perform, code) => {
    expect(codeOf(perform)).toBe(code);
  });
});

test('nothing is made in a directory that was removed', () => {
  const dir = makeDirectory(mount, at('gone'), 0o755);
  expect(codeOf(() => requireFree(mount, at('x', dir)))).toBe('none');
  const inode = mount.inode(dir);
  removeEntry(mount, at('gone'), inode);
  expect(codeOf(() => requireFree(mount, at('x', dir)))).toBe('ENOENT');
});

describe('fallocate', () => {
  const a = () => mount.disk.find('/a');

  test.each([
    ['grows', 0, 8, 4, 'bytes of a\0\0'],
    ['does not shrink', 0, 0, 4, 'bytes of a'],
    ['keeps the size', KEEP_SIZE, 8, 4, 'bytes of a'],
    ['punches a hole', KEEP_SIZE | PUNCH_HOLE, 6, 100, 'bytes \0\0\0\0'],
    ['zeroes and grows', ZERO_RANGE, 8, 4, 'bytes of\0\0\0\0'],
  ])('%s', (_name, mode, offset, length, expected) => {
    allocate(mount, a(), mode, { offset, length });
    expect(text('/a')).toBe(expected);
  });

  test.each([
    ['a hole that would grow the file', PUNCH_HOLE, 0, 1, 'EOPNOTSUPP'],
    ['a collapsed range', 8, 0, 4096, 'EOPNOTSUPP'],
    ['no bytes', 0, 0, 0, 'EINVAL'],
    ['too many', 0, 0, 2 ** 31, 'EFBIG'],
  ])('%s', (_name, mode, offset, length, code) => {
    expect(codeOf(() => allocate(mount, a(), mode, { offset, length }))).toBe(code);
  });
});
