import { constants } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isSimulatedDescriptor } from './descriptor.ts';
import { Disk } from './disk.ts';
import { codeOf } from './errno-code.test-data.ts';
import type { Kernel } from './kernel.ts';
import { SimulatedKernel } from './simulated-kernel.ts';
import type { FsEvent } from './trace.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

/** Agreement with Linux is the differential fuzz's to show; here are the parts that it cannot reach. */
function kernelOf(options: Partial<ConstructorParameters<typeof SimulatedKernel>[0]> = {}): SimulatedKernel {
  return new SimulatedKernel({ disk: Disk.empty(0), root: '/cw-1', nowMs: () => 1000, ...options });
}

function put(kernel: Kernel, path: string, text: string, flags = O_WRONLY | O_CREAT | O_TRUNC): void {
  const fd = kernel.open(path, flags, 0o666);
  kernel.write(fd, Buffer.from(text), 0, Buffer.byteLength(text), null);
  kernel.close(fd);
}

function get(kernel: Kernel, path: string): string {
  const fd = kernel.open(path, O_RDONLY, 0);
  const buffer = Buffer.alloc(10_000);
  const count = kernel.read(fd, buffer, 0, buffer.length, null);
  kernel.close(fd);
  return buffer.toString('utf8', 0, count);
}

describe('the mount', () => {
  const kernel = kernelOf();
  kernel.mkdir('/cw-1/d', 0o777);
  put(kernel, '/cw-1/a', 'text');
  kernel.symlink('/cw-1/a', '/cw-1/inside');
  kernel.symlink('/etc/passwd', '/cw-1/outside');
  kernel.symlink('/cw-12', '/cw-1/similar');

  test.each([
    ['the root', () => kernel.stat('/cw-1').kind, 'directory'],
    ['the root with a slash', () => kernel.stat('/cw-1/').ino, 1],
    ['up and in again', () => get(kernel, '/cw-1/../cw-1/d/../a'), 'text'],
    ['an absolute link inside', () => get(kernel, '/cw-1/inside'), 'text'],
    ['realpath', () => kernel.realpath('/cw-1/d/../inside'), '/cw-1/a'],
    ['doubled slashes', () => get(kernel, '//cw-1//a'), 'text'],
  ])('%s', (_name, perform, expected) => {
    expect(perform()).toBe(expected);
  });

  test.each([
    ['an absolute link outside', () => kernel.stat('/cw-1/outside'), 'ENOENT'],
    ['a link to a root that starts alike', () => kernel.stat('/cw-1/similar'), 'ENOENT'],
    ['a path outside', () => kernel.stat('/etc'), 'ENOENT'],
    ['above the root', () => kernel.stat('/cw-1/..'), 'ENOENT'],
    ['mkdir of the root', () => kernel.mkdir('/cw-1', 0o777), 'EEXIST'],
    ['unlink of the root', () => kernel.unlink('/cw-1'), 'EISDIR'],
    ['rmdir of the root', () => kernel.rmdir('/cw-1'), 'ENOTEMPTY'],
    ['rmdir of an empty root', () => kernelOf().rmdir('/cw-1'), 'EBUSY'],
    ['rename of the root', () => kernel.rename('/cw-1', '/cw-1/x'), 'EBUSY'],
    ['rename to the root', () => kernel.rename('/cw-1/d', '/cw-1'), 'EBUSY'],
  ])('%s: error', (_name, perform, code) => {
    expect(codeOf(perform)).toBe(code);
  });
});

describe('limits', () => {
  test.each([0, 40])('%i links in a row are followed', (count) => {
    const kernel = kernelOf();
    put(kernel, '/cw-1/0', 'end');
    for (let i = 1; i <= count + 1; i++) kernel.symlink(`${i - 1}`, `/cw-1/${i}`);
    expect(get(kernel, `/cw-1/${count}`)).toBe('end');
    if (count === 40) expect(codeOf(() => get(kernel, '/cw-1/41'))).toBe('ELOOP');
  });

  test('a file of more than 1 GiB is too big', () => {
    const kernel = kernelOf();
    const fd = kernel.open('/cw-1/a', O_RDWR | O_CREAT, 0o666);
    expect(codeOf(() => kernel.ftruncate(fd, 2 ** 30 + 1))).toBe('EFBIG');
    expect(codeOf(() => kernel.write(fd, Buffer.from('ab'), 0, 2, 2 ** 30 - 1))).toBe('EFBIG');
    kernel.ftruncate(fd, 2 ** 30);
    expect(kernel.fstat(fd).size).toBe(2 ** 30);
  });
});

describe('descriptors', () => {
  test('are unique over all kernels, far from real ones, and known by the path they were opened under', () => {
    const kernels = [kernelOf(), kernelOf()];
    const opened = kernels.flatMap((kernel) => ['a', 'b'].map((name) => kernel.open(`/cw-1/./${name}`, O_RDWR | O_CREAT, 0o666)));
    expect(new Set(opened).size).toBe(4);
    expect(opened.every(isSimulatedDescriptor)).toBe(true);
    expect(isSimulatedDescriptor(3)).toBe(false);
    const [first, second] = opened;
    expect(kernels[0]?.openDescriptors()).toEqual([
      { fd: first, path: '/cw-1/./a' },
      { fd: second, path: '/cw-1/./b' },
    ]);
    expect(codeOf(() => kernels[1]?.close(first ?? -1))).toBe('EBADF');
  });

  test('keep an unlinked file alive, on a disk that forgets it with the last close', () => {
    const kernel = kernelOf();
    const fd = kernel.open('/cw-1/a', O_RDWR | O_CREAT, 0o666);
    const { ino } = kernel.fstat(fd);
    kernel.unlink('/cw-1/a');
    kernel.write(fd, Buffer.from('alive'), 0, 5, null);
    expect(kernel.fstat(fd)).toMatchObject({ nlink: 0, size: 5 });
    kernel.close(fd);
    expect(kernel.disk.inode(ino)).toBeUndefined();
  });

  test('survive that the disk is cloned', () => {
    const kernel = kernelOf();
    const fd = kernel.open('/cw-1/a', O_WRONLY | O_CREAT | O_APPEND, 0o666);
    kernel.write(fd, Buffer.from('one'), 0, 3, null);
    const clone = kernel.disk.clone();
    kernel.write(fd, Buffer.from('two'), 0, 3, null);
    expect(get(kernel, '/cw-1/a')).toBe('onetwo');
    expect(Buffer.from(clone.readFile('/a') ?? []).toString()).toBe('one');
  });
});

describe('events', () => {
  function record(perform: (kernel: SimulatedKernel) => void): Omit<FsEvent, 'type' | 'api'>[] {
    const events: FsEvent[] = [];
    const disk = Disk.empty(0);
    const before = kernelOf({ disk });
    put(before, '/cw-1/a', 'text');
    before.mkdir('/cw-1/d', 0o777);
    const recorder = { stacks: false, event: (event: FsEvent) => void events.push(event) };
    perform(kernelOf({ disk, recorder, api: () => 'fs.call' }));
    return events.map(({ type, api, ...rest }) => {
      expect([type, api]).toEqual(['fs', 'fs.call']);
      return rest;
    });
  }

  test('a file is written under a temporary name and renamed', () => {
    const bytes = Buffer.from('new');
    const events = record((kernel) => {
      const fd = kernel.open('/cw-1/tmp', O_WRONLY | O_CREAT | O_EXCL, 0o666);
      kernel.write(fd, bytes, 0, 3, null);
      bytes.fill('?');
      kernel.fsync(fd);
      kernel.close(fd);
      kernel.rename('/cw-1/tmp', '/cw-1/a');
    });
    const created = [
      { op: 'inode', ino: 4, kind: 'file', mode: 0o644 },
      { op: 'dirent', changes: [{ dir: 1, name: 'tmp', ino: 4 }] },
    ];
    const written = [
      { op: 'data', ino: 4, offset: 0, bytes: Uint8Array.from(Buffer.from('new')) },
      { op: 'size', ino: 4, size: 3 },
    ];
    const renamed = {
      op: 'dirent',
      changes: [
        { dir: 1, name: 'tmp', ino: null },
        { dir: 1, name: 'a', ino: 4 },
      ],
    };
    expect(events).toEqual([
      { primitive: 'open', path: '/tmp', ino: 4, effects: created, forWriting: true },
      { primitive: 'write', path: '/tmp', ino: 4, offset: 0, length: 3, effects: written },
      { primitive: 'fsync', path: '/tmp', ino: 4, effects: [] },
      { primitive: 'close', path: '/tmp', ino: 4, effects: [] },
      { primitive: 'rename', path: '/tmp', to: '/a', ino: 4, effects: [renamed] },
    ]);
  });

  test.each<[string, (kernel: SimulatedKernel) => unknown, object]>([
    ['truncation', (k) => k.open('/cw-1/a', O_RDWR | O_TRUNC, 0), { effects: [{ op: 'size', ino: 2, size: 0 }] }],
    ['a rename onto itself', (k) => k.rename('/cw-1/a', '/cw-1/a'), { effects: [], ino: 2 }],
    ['a failed open', (k) => k.open('/cw-1/n', O_RDONLY, 0), { path: '/n', error: 'ENOENT', effects: [] }],
    ['a failed close', (k) => k.close(5), { error: 'EBADF', effects: [] }],
    ['a failed rename', (k) => k.rename('/cw-1/a', '/cw-1/d'), { path: '/a', to: '/d', error: 'EISDIR', ino: 2, effects: [] }],
    ['symlink', (k) => k.symlink('a', '/cw-1/l'), { path: 'a', to: '/l', ino: 4 }],
    ['the root', (k) => k.readdir('/cw-1'), { path: '/', ino: 1, effects: [] }],
    ['chmod', (k) => k.chmod('/cw-1/a', 0o600), { effects: [{ op: 'attributes', ino: 2, mode: 0o600 }] }],
    ['utimes', (k) => k.utimes('/cw-1/a', 1, 2.5), { effects: [{ op: 'attributes', ino: 2, atimeMs: 1000, mtimeMs: 2500 }] }],
  ])('%s', (_name, perform, expected) => {
    const [event] = record((kernel) => void codeOf(() => perform(kernel)));
    expect(event).toMatchObject(expected);
  });

  test('a vectored write is one change', () => {
    const [, event] = record((kernel) => {
      const fd = kernel.open('/cw-1/a', O_RDWR | O_APPEND, 0);
      kernel.writev(fd, [Buffer.from('ab'), Buffer.from('c')], 0);
    });
    const effects = [
      { op: 'data', ino: 2, offset: 4, bytes: Uint8Array.from(Buffer.from('abc')) },
      { op: 'size', ino: 2, size: 7 },
    ];
    expect(event).toEqual({ primitive: 'writev', path: '/a', ino: 2, offset: 4, length: 3, effects });
  });

  test('carry a stack if asked to', () => {
    const events: FsEvent[] = [];
    const recorder = { stacks: true, event: (event: FsEvent) => void events.push(event) };
    kernelOf({ recorder }).mkdir('/cw-1/d', 0o777);
    kernelOf({ recorder, currentStack: () => 'given' }).mkdir('/cw-1/d', 0o777);
    expect(events[0]?.stack).toContain('simulated-kernel.test');
    expect(events[1]?.stack).toBe('given');
  });
});

test('times follow the clock that is given, and creation takes the umask', () => {
  let nowMs = 5;
  const kernel = kernelOf({ nowMs: () => nowMs, conditions: { umask: 0o077 } });
  put(kernel, '/cw-1/a', 'x');
  nowMs = 9;
  put(kernel, '/cw-1/a', 'y', O_WRONLY | O_APPEND);
  expect(kernel.stat('/cw-1/a')).toMatchObject({ mode: 0o600, birthtimeMs: 5, mtimeMs: 9, size: 2, ctimeMs: 9 });
  nowMs = 12;
  kernel.rename('/cw-1/a', '/cw-1/b');
  expect([kernel.stat('/cw-1/b').mtimeMs, kernel.stat('/cw-1').mtimeMs]).toEqual([9, 12]);
});
