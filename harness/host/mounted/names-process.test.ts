import { expect, test } from 'vitest';
import { Disk } from '../../disk/disk.ts';
import { putInPlace } from '../put-in-place.ts';
import { namesProcess } from './names-process.ts';

test.each([
  ['a file of that name', '/data/lock.4711', Buffer.from(''), true],
  ['digits in a file', '/data/lock', Buffer.from('{"pid":4711}'), true],
  ['a number of four bytes', '/data/lock', Buffer.from([0, 0x67, 0x12, 0, 0]), true],
  ['another number', '/data/lock', Buffer.from('4712'), false],
])('a disk names a process: %s', (_, path, bytes, named) => {
  const disk = Disk.empty(0);
  putInPlace(disk, path, { kind: 'file', bytes });
  expect(namesProcess(disk, 4711)).toBe(named);
});
