import { expect, test } from 'vitest';
import { Disk } from '../../disk/disk.ts';
import type { FsEvent } from '../../disk/trace.ts';
import { isChange } from '../change.ts';
import { putInPlace } from '../put-in-place.ts';
import { mappedFiles, withoutSharedMemory } from './sqlite-memory-file.ts';

const write = (path: string, mapped: boolean): FsEvent => ({
  type: 'fs',
  primitive: 'write',
  api: 'write',
  path,
  effects: [{ op: 'data', ino: 2, offset: 0, bytes: Buffer.from('x') }],
  ...(mapped ? { mapped } : {}),
});

function disk(text: string): Disk {
  const made = Disk.empty(0);
  putInPlace(made, '/data/a', { kind: 'file', bytes: Buffer.from(text) });
  return made;
}

test('what SQLite shares changes nothing and was not mapped', () => {
  const seen = [write('/data/a-shm', false), write('/data/a-shm', true), write('/data/a', false)];
  const events = withoutSharedMemory(seen, [disk('SQLite format 3\0...')]);
  expect(events.map((event) => [event.path, isChange(event)])).toEqual([
    ['/data/a-shm', false],
    ['/data/a', true],
  ]);
  expect(mappedFiles(events)).toEqual([]);
});

test('a file of that name beside something else is one like any other', () => {
  const seen = [write('/data/a-shm', false), write('/data/a-shm', true), write('/data/b', true)];
  expect(withoutSharedMemory(seen, [disk('something')])).toEqual(seen);
  expect(mappedFiles(seen)).toEqual(['/data/a-shm', '/data/b']);
});
