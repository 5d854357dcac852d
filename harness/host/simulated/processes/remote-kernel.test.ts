import { constants } from 'node:fs';
import { expect, test } from 'vitest';
import { Disk } from '../../../disk/disk.ts';
import { Errno, type Kernel } from '../../../disk/kernel.ts';
import { SimulatedKernel } from '../../../disk/simulated-kernel.ts';
import { type KernelCall, performCall } from './kernel-call.ts';
import { readCall, readOutcome, writeCall, writeOutcome } from './kernel-call-message.ts';
import { MessageReader, MessageWriter } from './message.ts';
import { RemoteKernel } from './remote-kernel.ts';

const { O_CREAT, O_RDWR } = constants;
const newKernel = () => new SimulatedKernel({ disk: Disk.empty(0), root: '/cw-1', nowMs: () => 1000 });

/** Through messages and back, as if there were another thread between. */
function remote(kernel: Kernel): RemoteKernel {
  const through = <T>(write: (message: MessageWriter) => void, read: (message: MessageReader) => T): T => {
    const message = new MessageWriter();
    write(message);
    const memory = new ArrayBuffer(message.length);
    new Uint8Array(memory).set(message.bytes);
    return read(new MessageReader(memory));
  };
  return new RemoteKernel((call) => {
    const outcome = performCall(
      kernel,
      through((message) => writeCall(message, call), readCall),
    );
    return through((message) => writeOutcome(message, outcome), readOutcome);
  });
}

function result(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error instanceof Errno ? error.code : error;
  }
}

const buffer = () => Buffer.alloc(20, '.');

/** Everything that a kernel can do, successfully and not. */
const CALLS: readonly ((kernel: Kernel, fd: number) => unknown)[] = [
  (kernel, fd) => kernel.write(fd, Buffer.from('0123456789'), 2, 5, null),
  (kernel, fd) => kernel.writev(fd, [Buffer.from('ab'), Buffer.from('cde')], 3),
  (kernel, fd) => kernel.writev(fd, [], null),
  (kernel, fd) => {
    const into = buffer();
    return [kernel.read(fd, into, 3, 4, 0), into.toString(), kernel.read(fd, into, 0, 20, 2n), into.toString()];
  },
  (kernel, fd) => {
    const into = [buffer().subarray(0, 3), buffer()];
    return [kernel.readv(fd, into, 1), into.map(String)];
  },
  (kernel, fd) => kernel.fstat(fd),
  (kernel, fd) => [kernel.ftruncate(fd, 3), kernel.fsync(fd), kernel.fdatasync(fd)],
  (kernel, fd) => [kernel.fchmod(fd, 0o600), kernel.fchown(fd, 1, 2), kernel.futimes(fd, 1.5, 2.5)],
  (kernel) => [kernel.mkdir('/cw-1/d', 0o777), kernel.symlink('f', '/cw-1/s'), kernel.link('/cw-1/f', '/cw-1/d/g')],
  (kernel) => [kernel.stat('/cw-1/s'), kernel.lstat('/cw-1/s'), kernel.readlink('/cw-1/s'), kernel.realpath('/cw-1/s')],
  (kernel) => [kernel.readdir('/cw-1'), kernel.readdir('/cw-1/d'), kernel.access('/cw-1/d', 0), kernel.statfs('/cw-1')],
  (kernel) => [kernel.chmod('/cw-1/d', 0o700), kernel.chown('/cw-1/d', 3, 4), kernel.lchown('/cw-1/s', 5, 6)],
  (kernel) => [kernel.utimes('/cw-1/d', 1, 2), kernel.lutimes('/cw-1/s', 3, 4)],
  (kernel) => kernel.mkdir('/cw-1/d', 0o777),
  (kernel) => kernel.rmdir('/cw-1/d'),
  (kernel) => [kernel.rename('/cw-1/d/g', '/cw-1/h'), kernel.rmdir('/cw-1/d'), kernel.unlink('/cw-1/h')],
  (kernel) => kernel.open('/cw-1/missing', O_RDWR, 0),
  (kernel, fd) => kernel.close(fd),
  (kernel, fd) => kernel.close(fd),
];

test('a remote kernel is like the kernel itself', () => {
  const [own, other] = [newKernel(), newKernel()];
  const kernels = [own, remote(other)] as const;
  const [fd, remoteFd] = kernels.map((kernel) => kernel.open('/cw-1/f', O_CREAT | O_RDWR, 0o644));
  for (const call of CALLS) {
    const expected = result(() => call(own, fd ?? -1));
    expect(result(() => call(kernels[1], remoteFd ?? -1))).toEqual(expected);
  }
  expect(other.disk.hash()).toBe(own.disk.hash());
});

test('what a call would ask for can be seen, and it can be answered beforehand', () => {
  const asked: KernelCall[] = [];
  const kernel = new RemoteKernel((call) => {
    asked.push(call);
    return { code: 'EIO' };
  });
  const results: unknown[] = [];
  const effect = () => void results.push(result(() => kernel.open('/cw-1/f', 0, 0)));
  const raw = () => void results.push(kernel.open('/cw-1/f', 0, 0));
  expect(kernel.look(raw)).toMatchObject({ primitive: 'open', args: ['/cw-1/f', 0, 0] });
  expect(kernel.look(() => {})).toBeUndefined();
  kernel.answer({ result: 7 }, effect);
  kernel.answer({ code: 'ENOENT' }, effect);
  expect(results).toEqual([7, 'ENOENT']);
  expect(asked).toEqual([]);
  kernel.answer(undefined, effect);
  effect();
  expect(asked).toHaveLength(2);
});
