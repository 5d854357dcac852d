import fs, { constants } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Errno } from './kernel.ts';
import { RealKernel } from './real-kernel.ts';
import type { FsEvent } from './trace.ts';

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'real-kernel-'));
});

afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

test('reports what was called and whether it changed anything, without effects', () => {
  const events: FsEvent[] = [];
  const recorder = { stacks: false, event: (event: FsEvent) => void events.push(event) };
  const kernel = new RealKernel(fs, { recorder, root, api: () => 'fs.call' });
  const flags = constants.O_RDWR | constants.O_CREAT;
  const fd = kernel.open(`${root}/a`, flags, 0o666);
  kernel.write(fd, Buffer.from('text'), 0, 4, 0);
  kernel.fsync(fd);
  kernel.close(fd);
  kernel.close(kernel.open(`${root}/a`, flags, 0o666));
  kernel.rename(`${root}/a`, `${root}/b`);
  kernel.readdir(root);
  expect(() => kernel.stat(`${root}/a`)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  const common = { type: 'fs', api: 'fs.call', effects: [] };
  expect(events).toEqual(
    [
      { primitive: 'open', path: '/a', changed: true },
      { primitive: 'write', path: '/a', offset: 0, length: 4, changed: true },
      { primitive: 'fsync', path: '/a', changed: false },
      { primitive: 'close', path: '/a', changed: false },
      { primitive: 'open', path: '/a', changed: false },
      { primitive: 'close', path: '/a', changed: false },
      { primitive: 'rename', path: '/a', to: '/b', changed: true },
      { primitive: 'readdir', path: '/', changed: false },
      { primitive: 'stat', path: '/a', changed: false, error: 'ENOENT' },
    ].map((event) => ({ ...common, ...event })),
  );
});

test('throws the errno alone, and leaves complaints of Node about arguments as they are', () => {
  const kernel = new RealKernel(fs);
  const caught = (perform: () => unknown): unknown => {
    try {
      return perform();
    } catch (error) {
      return error;
    }
  };
  expect(caught(() => kernel.readdir(`${root}/n`))).toEqual(new Errno('ENOENT'));
  expect(caught(() => kernel.ftruncate(0, -1))).toEqual(new Errno('EINVAL'));
  expect(caught(() => kernel.stat('nul\0'))).toBeInstanceOf(TypeError);
});
