import { constants } from 'node:os';
import { beforeEach, describe, expect, test } from 'vitest';
import { Disk } from '../disk.ts';
import type { HeldFacts } from './held.ts';
import type { Image, ImageOptions } from './image.ts';
import { Request } from './request.ts';
import { Server } from './server.ts';
import { OPCODE } from './wire.ts';

/** The protocol by itself, without a kernel: requests as bytes, and what is answered. */

interface Answer {
  readonly unique: number;
  /** 0, or the code of an errno. */
  readonly error: number | string;
  readonly body: Buffer;
}

let server: Server;
let image: Image;
let answers: Answer[];
let held: HeldFacts[];
let survived: number[];
let dying: Set<number>;
let next = 2;
const request = new Request(Buffer.alloc(1024 * 1024 + 4096));

/** Of two names of one number the first. */
const CODES = new Map(
  Object.entries(constants.errno)
    .reverse()
    .map(([code, number]): [number, string] => [number, code]),
);

beforeEach(() => {
  [answers, held, survived, dying] = [[], [], [], new Set()];
  server = new Server({
    send: (bytes) => {
      const copy = Buffer.from(bytes);
      expect(copy.readUInt32LE(0)).toBe(copy.length);
      const error = -copy.readInt32LE(4);
      answers.push({
        unique: copy.readUInt32LE(8),
        error: error === 0 ? 0 : (CODES.get(error) ?? error),
        body: copy.subarray(16),
      });
    },
    isDying: (thread) => dying.has(thread),
    onHeld: (facts) => held.push(facts),
    onSurvived: (unique) => survived.push(unique),
    locks: true,
  });
  present();
});

function present(options?: ImageOptions): void {
  image = server.images.present(Disk.empty(0), options);
}

type Node = readonly [image: number, ino: number];

/** Sends a request. Numbers of the body are words of 32 bits, texts end with a NUL. Returns its number. */
function send(opcode: number, node: Node, ...body: (number | string | Buffer)[]): number {
  const parts = body.map((part) => {
    if (typeof part === 'string') return Buffer.from(`${part}\0`);
    if (typeof part !== 'number') return part;
    const word = Buffer.alloc(4);
    word.writeUInt32LE(part >>> 0);
    return word;
  });
  const bytes = Buffer.concat([Buffer.alloc(40), ...parts]);
  const unique = next;
  next += 2;
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt32LE(opcode, 4);
  bytes.writeUInt32LE(unique, 8);
  bytes.writeUInt32LE(node[1], 16);
  bytes.writeUInt32LE(node[0], 20);
  bytes.writeUInt32LE(THREAD, 32);
  request.bytes.set(bytes);
  request.take(bytes.length);
  server.receive(request);
  return unique;
}

function ask(opcode: number, node: Node, ...body: (number | string | Buffer)[]): Answer {
  const unique = send(opcode, node, ...body);
  const answer = answers.pop();
  expect(answer?.unique).toBe(unique);
  return answer as Answer;
}

const THREAD = 77;
const root = (): Node => [image.number, 1];
/** Creates a file with O_RDWR. */
const create = (name: string) => ask(OPCODE.CREATE, root(), 2, 0o644, 0, 0, name).body;
const inoOf = (entry: Buffer): Node => [image.number, entry.readUInt32LE(0)];
const handleOf = (created: Buffer) => created.readUInt32LE(128);
const write = (node: Node, handle: number, text: string) =>
  [OPCODE.WRITE, node, handle, 0, 0, 0, text.length, 0, 0, 0, 0, 0, Buffer.from(text)] as const;
const bytesOf = (path: string) => Buffer.from(image.mount.disk.readFile(path) ?? []).toString();

describe('INIT', () => {
  const init = (minor: number, flags: number, flags2 = 0) => ask(OPCODE.INIT, [0, 0], 7, minor, 4096, flags, flags2);

  test('agrees on what both understand', () => {
    const { body } = init(45, 0xffffffff, 0xffffffff);
    expect([body.readUInt32LE(0), body.readUInt32LE(4)]).toEqual([7, 39]);
    const flags = body.readUInt32LE(12);
    // ATOMIC_O_TRUNC, BIG_WRITES, MAX_PAGES; and no WRITEBACK_CACHE, SPLICE_READ, READDIRPLUS.
    expect([3, 5, 22, 16, 14, 13].map((bit) => (flags >> bit) & 1)).toEqual([1, 1, 1, 0, 0, 0]);
    expect([body.readUInt32LE(20), body.readUInt16LE(28)]).toEqual([1024 * 1024, 256]);
    expect(body.readUInt32LE(32)).toBe(1 << 4);
  });

  test('sets no flag that the kernel does not know', () => {
    const { body } = init(31, 1 << 5);
    expect([body.readUInt32LE(4), body.readUInt32LE(12), body.readUInt32LE(32)]).toEqual([31, 1 << 5, 0]);
  });

  test('refuses a kernel that is too old', () => {
    expect(init(30, 0).error).toBe('EPROTO');
  });
});

describe('nodes', () => {
  test('an image is a directory of the root; nothing else can be made there', () => {
    const { body } = ask(OPCODE.LOOKUP, [0, 1], image.name);
    expect(inoOf(body)).toEqual(root());
    expect(body.readUInt32LE(4)).toBe(image.number);
    expect(ask(OPCODE.LOOKUP, [0, 1], 'other').error).toBe('ENOENT');
    expect(ask(OPCODE.MKDIR, [0, 1], 0o755, 0, 'other').error).toBe('EROFS');
    expect(ask(OPCODE.RMDIR, [0, 1], image.name).error).toBe('EROFS');
  });

  test('equal inode numbers of two images are two nodes', () => {
    const first = create('a');
    present();
    const second = create('a');
    expect([first.readUInt32LE(0), second.readUInt32LE(0)]).toEqual([2, 2]);
    expect(first.readUInt32LE(4)).not.toBe(second.readUInt32LE(4));
    // The inode number that a program sees.
    expect(first.readBigUInt64LE(40)).not.toBe(second.readBigUInt64LE(40));
  });

  test('an inode without a name stays while the kernel knows it, or has it open', () => {
    const created = create('a');
    const node = inoOf(created);
    ask(OPCODE.UNLINK, root(), 'a');
    ask(OPCODE.RELEASE, node, handleOf(created), 0, 0, 0, 0, 0);
    expect(ask(OPCODE.GETATTR, node, 0, 0, 0, 0).error).toBe(0);
    send(OPCODE.FORGET, node, 1, 0);
    expect(answers).toEqual([]);
    expect(ask(OPCODE.GETATTR, node, 0, 0, 0, 0).error).toBe('ESTALE');
  });

  test('several are forgotten at once', () => {
    const nodes = ['a', 'b'].map((name) => {
      const created = create(name);
      ask(OPCODE.RELEASE, inoOf(created), handleOf(created), 0, 0, 0, 0, 0);
      ask(OPCODE.UNLINK, root(), name);
      return inoOf(created);
    });
    send(OPCODE.BATCH_FORGET, [0, 0], 2, 0, ...nodes.flatMap(([number, ino]) => [ino, number, 1, 0]));
    expect(nodes.map((node) => ask(OPCODE.GETATTR, node, 0, 0, 0, 0).error)).toEqual(['ESTALE', 'ESTALE']);
  });

  test('nothing is left of an image that was removed', () => {
    const node = inoOf(create('a'));
    server.remove(image.number);
    expect(ask(OPCODE.GETATTR, node, 0, 0, 0, 0).error).toBe('ESTALE');
    expect(ask(OPCODE.LOOKUP, [0, 1], image.name).error).toBe('ENOENT');
    // The kernel is made to let go of it this way.
    expect(ask(OPCODE.RMDIR, [0, 1], image.name).error).toBe(0);
  });

  test('between images there are neither links nor renames', () => {
    const node = inoOf(create('a'));
    present();
    expect(ask(OPCODE.LINK, root(), node[1], node[0], 'b').error).toBe('EXDEV');
    expect(ask(OPCODE.RENAME, node[0] === 0 ? node : [node[0], 1], 1, image.number, 'a', 'b').error).toBe('EXDEV');
  });
});

describe('what is not there', () => {
  test.each([
    ['an attribute of a file', 22],
    ['lseek', 46],
    ['poll', 40],
    ['a later operation', 4000],
  ])('%s', (_name, opcode) => {
    expect(ask(opcode, root(), 0, 0, 0, 0).error).toBe('ENOSYS');
  });

  test.each([
    ['a device', () => ask(OPCODE.MKNOD, root(), 0o020644, 0, 0, 0, 'a'), 'EPERM'],
    ['a whiteout', () => ask(OPCODE.RENAME2, root(), 1, image.number, 4, 0, 'a', 'b'), 'EINVAL'],
    ['a name that is no text', () => ask(OPCODE.LOOKUP, root(), Buffer.from([0xff, 0])), 'EILSEQ'],
    ['a name that is too long', () => ask(OPCODE.LOOKUP, root(), 'n'.repeat(256)), 'ENAMETOOLONG'],
    ['a descriptor that is not open', () => ask(OPCODE.READ, root(), 99, 0, 0, 0, 10, 0), 'EBADF'],
  ])('%s', (_name, perform, code) => {
    expect(perform().error).toBe(code);
  });

  test('a file made with mknod', () => {
    expect(ask(OPCODE.MKNOD, root(), 0o100600, 0, 0, 0, 'a').error).toBe(0);
    expect(image.events.at(-1)).toMatchObject({ primitive: 'mknod', path: '/a', thread: THREAD });
  });
});

describe('a directory', () => {
  /** From an offset on: names, and the offset from which to go on. */
  const list = (handle: number, offset: number, size: number): { names: string[]; next: number } => {
    const { body } = ask(OPCODE.READDIR, root(), handle, 0, offset, 0, size, 0);
    const found = { names: [] as string[], next: offset };
    for (let at = 0; at < body.length; at += (24 + body.readUInt32LE(at + 16) + 7) & ~7) {
      found.names.push(body.toString('utf8', at + 24, at + 24 + body.readUInt32LE(at + 16)));
      found.next = body.readUInt32LE(at + 8);
    }
    return found;
  };

  test('is read on from where it was, whatever is removed meanwhile', () => {
    for (const name of ['a', 'b', 'c', 'd']) create(name);
    const handle = ask(OPCODE.OPENDIR, root(), 0, 0).body.readUInt32LE(0);
    const first = list(handle, 0, 3 * 32);
    expect(first.names).toEqual(['.', '..', 'a']);
    for (const name of ['a', 'c']) ask(OPCODE.UNLINK, root(), name);
    create('e');
    const rest = list(handle, first.next, 4096);
    expect(rest.names).toEqual(['b', 'd']);
    expect(list(handle, rest.next, 4096).names).toEqual([]);
    expect(list(handle, 0, 4096).names).toEqual(['.', '..', 'b', 'd', 'e']);
  });
});

describe('a call that waits', () => {
  beforeEach(() => present({ plan: { crash: { changes: 1, tornBytes: 3 } } }));

  function holdWrite(): { unique: number; node: Node } {
    const created = create('a');
    const node = inoOf(created);
    const unique = send(...write(node, handleOf(created), 'hello'));
    expect(answers).toEqual([]);
    expect(held).toMatchObject([{ held: unique, image: image.number, thread: THREAD, primitive: 'write', changesBefore: 1 }]);
    expect(bytesOf('/a')).toBe('hel');
    return { unique, node };
  }

  test('goes on with the bytes that it had, and counts once', () => {
    const { unique } = holdWrite();
    // Another request is read into the same buffer.
    ask(OPCODE.LOOKUP, root(), 'x'.repeat(200));
    server.release(unique, { does: 'go-on' });
    expect(answers).toMatchObject([{ unique, error: 0 }]);
    expect(bytesOf('/a')).toBe('hello');
    expect(image.changes).toBe(2);
    server.release(unique, { does: 'go-on' });
    expect(answers).toHaveLength(1);
  });

  test.each([
    ['fails', { does: 'nothing', code: 'ENOSPC' } as const, 'ENOSPC', 'hel'],
    ['fails although it happened', { does: 'everything', code: 'EIO' } as const, 'EIO', 'hello'],
    ['is interrupted', { does: 'interrupt' } as const, 'EINTR', 'hel'],
  ])('%s', (_name, how, error, bytes) => {
    const { unique } = holdWrite();
    server.release(unique, how);
    expect(answers).toMatchObject([{ unique, error }]);
    expect(bytesOf('/a')).toBe(bytes);
  });

  test('is not lost to a code that there is not', () => {
    const { unique } = holdWrite();
    expect(() => server.release(unique, { does: 'nothing', code: 'ENONE' })).toThrow('there is no errno ENONE');
    server.release(unique, { does: 'go-on' });
    expect(answers).toMatchObject([{ unique, error: 0 }]);
  });

  test('is over when its thread dies, and not when it is only interrupted', () => {
    const { unique } = holdWrite();
    send(OPCODE.INTERRUPT, [0, 0], unique, 0);
    expect([answers, survived]).toEqual([[], [unique]]);
    expect(server.checkInterrupted(unique)).toBe(false);
    dying.add(THREAD);
    expect(server.checkInterrupted(unique)).toBe(true);
    expect(answers).toMatchObject([{ unique, error: 'EINTR' }]);
    send(OPCODE.INTERRUPT, [0, 0], unique, 0);
    expect(answers).toHaveLength(1);
  });

  test('is none that comes from a mapping: the kernel would wait', () => {
    const created = create('a');
    const node = inoOf(created);
    const body = [handleOf(created), 0, 0, 0, 5, 1, 0, 0, 0, 0, Buffer.from('hello')];
    expect(ask(OPCODE.WRITE, node, ...body).error).toBe(0);
    expect(image.events.at(-1)).toMatchObject({ primitive: 'write', mapped: true });
  });
});

describe('locks', () => {
  const lock = (opcode: number, node: Node, handle: number, owner: number, type: number, flags = 0) =>
    [opcode, node, handle, 0, owner, 0, 0, 0, 0xffffffff, 0x7fffffff, type, THREAD, flags, 0] as const;

  test.each([0, 1])('one waits until the other lets go (flock: %s)', (flags) => {
    const created = create('a');
    const [node, handle] = [inoOf(created), handleOf(created)];
    expect(ask(...lock(OPCODE.SETLK, node, handle, 1, 1, flags)).error).toBe(0);
    expect(ask(...lock(OPCODE.SETLK, node, handle, 2, 1, flags)).error).toBe('EAGAIN');
    const waiting = send(...lock(OPCODE.SETLKW, node, handle, 2, 1, flags));
    const interrupted = send(...lock(OPCODE.SETLKW, node, handle, 3, 1, flags));
    expect(answers).toEqual([]);
    send(OPCODE.INTERRUPT, [0, 0], interrupted, 0);
    expect(answers.splice(0)).toMatchObject([{ unique: interrupted, error: 'EINTR' }]);
    const release = send(...lock(OPCODE.SETLK, node, handle, 1, 2, flags));
    expect(answers.map(({ unique, error }) => [unique, error])).toEqual([
      [waiting, 0],
      [release, 0],
    ]);
  });

  test('who asks is told who is in the way', () => {
    const created = create('a');
    const [node, handle] = [inoOf(created), handleOf(created)];
    expect(ask(...lock(OPCODE.GETLK, node, handle, 2, 1)).body.readUInt32LE(16)).toBe(2);
    ask(...lock(OPCODE.SETLK, node, handle, 1, 1));
    const { body } = ask(...lock(OPCODE.GETLK, node, handle, 2, 0));
    expect([body.readUInt32LE(16), body.readUInt32LE(20)]).toEqual([1, THREAD]);
    expect(body.readBigUInt64LE(8)).toBe(2n ** 63n - 1n);
  });

  test('a close ends those of the process', () => {
    const created = create('a');
    const [node, handle] = [inoOf(created), handleOf(created)];
    ask(...lock(OPCODE.SETLK, node, handle, 1, 1));
    ask(OPCODE.FLUSH, node, handle, 0, 0, 0, 1, 0);
    expect(ask(...lock(OPCODE.SETLK, node, handle, 2, 1)).error).toBe(0);
  });
});
