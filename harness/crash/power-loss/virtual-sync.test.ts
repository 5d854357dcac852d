import { describe, expect, test } from 'vitest';
import { Disk } from '../../disk/disk.ts';
import { type DiskLog, diskLogOf } from '../../disk/disk-log.ts';
import type { FsEvent } from '../../disk/trace.ts';
import { type Change, changesOf } from '../../host/change.ts';
import type { TraceEntry } from '../../host/trace-entry.ts';
import { unforcedAt } from './kept-sets.ts';
import { posix } from './models/posix.ts';
import { siteKey, withSyncs } from './virtual-sync.ts';

const at = (line: number) => `    at save (/store.js:${line}:3)`;

const trace: TraceEntry[] = [
  { type: 'invoke', operation: 0 },
  {
    type: 'fs',
    primitive: 'open',
    api: 'fs.openSync',
    stack: at(1),
    effects: [
      { op: 'inode', ino: 2, kind: 'file', mode: 0o644 },
      { op: 'dirent', changes: [{ dir: 1, name: 't', ino: 2 }] },
    ],
  },
  {
    type: 'fs',
    primitive: 'write',
    api: 'fs.writeSync',
    stack: at(2),
    ino: 2,
    effects: [
      { op: 'data', ino: 2, offset: 0, bytes: Buffer.from('new') },
      { op: 'size', ino: 2, size: 3 },
    ],
  },
  {
    type: 'fs',
    primitive: 'rename',
    api: 'fs.renameSync',
    stack: at(3),
    effects: [
      {
        op: 'dirent',
        changes: [
          { dir: 1, name: 't', ino: null },
          { dir: 1, name: 'a', ino: 2 },
        ],
      },
    ],
  },
  { type: 'acknowledge', operation: 0 },
];

const log: DiskLog = diskLogOf(trace, Disk.empty(0));
const changes: Change[] = changesOf(trace);
const siteOfLine = (line: number) => siteKey(trace[line] as FsEvent);
const unforcedAtEnd = (virtual: DiskLog) => unforcedAt(virtual, posix.rules(virtual), virtual.entries.length);

describe('a sync that the store did not make', () => {
  test('of the file, before the rename', () => {
    const { log: virtual } = withSyncs(log, changes, [{ of: 'file', when: 'before', site: siteOfLine(3) }]);
    expect(unforcedAtEnd(log)).toEqual([0, 1, 2, 3]);
    expect(unforcedAtEnd(virtual)).toEqual([0, 3]);
  });

  test('of the directory, after the rename: before the client is told', () => {
    const { log: virtual } = withSyncs(log, changes, [{ of: 'directory', when: 'after', site: siteOfLine(3) }]);
    expect(unforcedAtEnd(virtual)).toEqual([1, 2]);
    const sync = virtual.entries.findIndex(({ type }) => type === 'sync');
    expect(virtual.before[sync]).toMatchObject({ history: 1, changes: 3 });
    expect(virtual.before[sync + 1]).toMatchObject({ history: 2 });
  });

  test('of the file, after the write, once for all pieces of it', () => {
    const { log: virtual, ownSyncs } = withSyncs(log, changes, [{ of: 'file', when: 'after', site: siteOfLine(2) }]);
    expect(virtual.entries.filter(({ type }) => type === 'sync')).toHaveLength(1);
    expect(unforcedAtEnd(virtual)).toEqual([0, 3]);
    // The store itself made none, so images are made as before.
    expect(ownSyncs.every((count) => count === 0)).toBe(true);
    expect(virtual.operations).toBe(log.operations);
  });

  test('beside other lines changes nothing', () => {
    const { log: virtual } = withSyncs(log, changes, [{ of: 'file', when: 'after', site: '/elsewhere.js:1:1 write' }]);
    expect(virtual.entries).toEqual(log.entries);
    expect(virtual.before).toEqual(log.before);
  });
});
