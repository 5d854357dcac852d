import { constants } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { Disk } from './disk.ts';
import { canFail, type DiskFault, errnosOf, FaultInjector } from './fault.ts';
import { Errno } from './kernel.ts';
import { SimulatedKernel } from './simulated-kernel.ts';
import type { FsEvent } from './trace.ts';

const { O_CREAT, O_WRONLY, O_RDONLY } = constants;
let events: FsEvent[];
let injector: FaultInjector;

beforeEach(() => {
  events = [];
});

function kernelWith(fault: DiskFault): SimulatedKernel {
  injector = new FaultInjector(fault);
  const recorder = { stacks: false, event: (event: FsEvent) => void events.push(event) };
  const kernel = new SimulatedKernel({ disk: Disk.empty(0), root: '/cw-1', recorder, nowMs: () => 0, faults: injector });
  kernel.mkdir('/cw-1/data', 0o755);
  return kernel;
}

function codeOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof Errno) return error.code;
    throw error;
  }
}

const write = (kernel: SimulatedKernel, fd: number, text: string): number =>
  kernel.write(fd, Buffer.from(text), 0, text.length, null);
const contentOf = (kernel: SimulatedKernel): string => Buffer.from(kernel.disk.readFile('/data/a') ?? []).toString();

test('the n-th write that can fail does, once, and nothing of it is stored', () => {
  const kernel = kernelWith({ call: 1, code: 'EIO', manner: 'no-effect', lasts: 1, primitive: 'write' });
  const fd = kernel.open('/cw-1/data/a', O_CREAT | O_WRONLY, 0o644);
  expect(['one', 'two', 'three'].map((text) => codeOf(() => write(kernel, fd, text)))).toEqual([undefined, 'EIO', undefined]);
  expect([contentOf(kernel), injector.struck]).toEqual(['onethree', 1]);
  expect(events.filter(({ injected }) => injected)).toMatchObject([
    { primitive: 'write', path: '/data/a', error: 'EIO', effects: [] },
  ]);
});

test('a disk that is full for ever refuses what needs space, and lets files be read and removed', () => {
  const kernel = kernelWith({ call: 2, code: 'ENOSPC', manner: 'no-effect' });
  const fd = kernel.open('/cw-1/data/a', O_CREAT | O_WRONLY, 0o644);
  expect(codeOf(() => write(kernel, fd, 'x'))).toBe('ENOSPC');
  expect(codeOf(() => kernel.mkdir('/cw-1/data/d', 0o755))).toBe('ENOSPC');
  expect(codeOf(() => kernel.open('/cw-1/data/b', O_CREAT | O_WRONLY, 0o644))).toBe('ENOSPC');
  expect(codeOf(() => kernel.close(kernel.open('/cw-1/data/a', O_RDONLY, 0)))).toBeUndefined();
  expect(codeOf(() => kernel.unlink('/cw-1/data/a'))).toBeUndefined();
});

test('a rename that took place and reports failure', () => {
  const kernel = kernelWith({ call: 0, code: 'EIO', manner: 'after-effect', primitive: 'rename', lasts: 1 });
  kernel.close(kernel.open('/cw-1/data/a', O_CREAT | O_WRONLY, 0o644));
  expect(codeOf(() => kernel.rename('/cw-1/data/a', '/cw-1/data/b'))).toBe('EIO');
  expect([kernel.disk.has('/data/a'), kernel.disk.has('/data/b')]).toEqual([false, true]);
  expect(events.at(-1)).toMatchObject({ injected: true, error: 'EIO', effects: [{ op: 'dirent' }] });
});

test('a close that fails closes all the same', () => {
  const kernel = kernelWith({ call: 0, code: 'EIO', manner: 'no-effect', primitive: 'close', lasts: 1 });
  const fd = kernel.open('/cw-1/data/a', O_CREAT | O_WRONLY, 0o644);
  expect(codeOf(() => kernel.close(fd))).toBe('EIO');
  expect(kernel.openDescriptors()).toEqual([]);
});

test.each([
  ['alone', {}, ['healthy']],
  ['and the disk is full', { thenFails: true }, ['ENOSPC', 'ENOSPC']],
  ['and the disk is full for one call', { thenFails: true, lasts: 1 }, ['ENOSPC', 'healthy']],
] as const)('a short write, %s', (_, more, then) => {
  const kernel = kernelWith({ call: 0, code: 'ENOSPC', manner: 'short', bytes: 2, ...more });
  const fd = kernel.open('/cw-1/data/a', O_CREAT | O_WRONLY, 0o644);
  expect(write(kernel, fd, 'ab')).toBe(2);
  expect(write(kernel, fd, 'cdef')).toBe(2);
  expect(contentOf(kernel)).toBe('abcd');
  for (const outcome of then) expect(codeOf(() => write(kernel, fd, 'g')) ?? 'healthy').toBe(outcome);
});

test('a short writev ends within a buffer', () => {
  const kernel = kernelWith({ call: 0, code: 'ENOSPC', manner: 'short', bytes: 4 });
  const fd = kernel.open('/cw-1/data/a', O_CREAT | O_WRONLY, 0o644);
  expect(kernel.writev(fd, [Buffer.from('abc'), Buffer.from('def')], null)).toBe(4);
  expect(contentOf(kernel)).toBe('abcd');
});

test('an unreadable file: only that path, for ever', () => {
  const kernel = kernelWith({ call: 0, code: 'EACCES', manner: 'no-effect', primitive: 'open', path: 'a' });
  expect(codeOf(() => kernel.open('/cw-1/data/b', O_CREAT | O_WRONLY, 0o644))).toBeUndefined();
  for (let turn = 0; turn < 3; turn++) {
    expect(codeOf(() => kernel.open('/cw-1/data/a', O_CREAT | O_WRONLY, 0o644))).toBe('EACCES');
  }
});

test('what would be refused anyway is, with its own code', () => {
  const kernel = kernelWith({ call: 0, code: 'EPERM', manner: 'no-effect' });
  expect(codeOf(() => kernel.unlink('/cw-1/data/none'))).toBe('ENOENT');
  expect(codeOf(() => kernel.rename('/cw-1/data/none', '/cw-1/data/a'))).toBe('ENOENT');
  expect(injector.struck).toBe(0);
  const full = kernelWith({ call: 1, code: 'ENOSPC', manner: 'no-effect' });
  expect(codeOf(() => full.mkdir('/cw-1/data', 0o755))).toBe('EEXIST');
  expect(injector.struck).toBe(0);
  expect(codeOf(() => full.mkdir('/cw-1/data/d', 0o755))).toBe('ENOSPC');
});

test('codes are those that the call can meet', () => {
  expect(errnosOf({ primitive: 'open', forWriting: true })).not.toContain('ENOSPC');
  expect(errnosOf({ primitive: 'open', forWriting: true, creates: true })).toContain('ENOSPC');
  expect(errnosOf({ primitive: 'open', forWriting: true })).toContain('EROFS');
  expect(errnosOf({ primitive: 'statfs' })).toEqual([]);
  expect(canFail({ call: 0, code: 'EBUSY', manner: 'no-effect' }, { primitive: 'rename', path: '/data/a', to: '/data/b' })).toBe(
    true,
  );
  expect(canFail({ call: 0, code: 'EBUSY', manner: 'no-effect' }, { primitive: 'write', path: '/data/a' })).toBe(false);
  const onTarget: DiskFault = { call: 0, code: 'EBUSY', manner: 'no-effect', path: 'b' };
  expect(canFail(onTarget, { primitive: 'rename', path: '/data/a', to: '/data/b' })).toBe(true);
});

test('for ever ends after five hundred calls, for those who try again until it does', () => {
  const kernel = kernelWith({ call: 0, code: 'EMFILE', manner: 'no-effect' });
  let tries = 0;
  while (codeOf(() => kernel.open('/cw-1/data/a', O_CREAT | O_WRONLY, 0o644)) === 'EMFILE') tries++;
  expect([tries, injector.struck]).toEqual([500, 500]);
});
