import type { Args } from '../arguments.ts';
import {
  bytesOf,
  demand,
  flag,
  int32,
  integer,
  isObject,
  isView,
  mode,
  openFlags,
  opensForWriting,
  owner,
  timestamp,
  views,
} from '../arguments.ts';
import { type Call, Results } from '../drive.ts';
import type { Environment } from '../environment.ts';
import type { OpenHandle } from '../open-handle.ts';
import type { Position, Program } from '../primitive.ts';
import * as primitive from '../primitive.ts';
import { statsOf } from '../stats.ts';
import type { Operation } from './operation.ts';

/** `open`, and everything that takes a descriptor. `FileHandle` runs the same ones. */
export const descriptorOperations = {
  open: {
    subject: 'path',
    changes: (args) => opensForWriting(args[1]),
    run(call, [path, flags, permissions], environment) {
      return open(call, path as string, openFlags(flags), mode(permissions, 0o666), environment);
    },
  },
  close: { subject: 'descriptor', changes: false, run: (_call, [fd]) => primitive.close(descriptor(fd)) },
  read: { subject: 'descriptor', changes: false, run: read },
  readv: {
    subject: 'descriptor',
    changes: false,
    run(call, [fd, buffers, position]) {
      const list = views(buffers);
      const reading = list.length === 0 ? refusedEmpty() : primitive.readv(descriptor(fd), list.map(bytesOf), place(position));
      return counted(call, 'bytesRead', 'buffers', list, reading);
    },
  },
  write: { subject: 'descriptor', changes: false, run: write },
  writev: {
    subject: 'descriptor',
    changes: false,
    run(call, [fd, buffers, position]) {
      const list = views(buffers);
      const writing = list.length === 0 ? none() : primitive.writev(descriptor(fd), list.map(bytesOf), place(position));
      return counted(call, 'bytesWritten', 'buffers', list, writing);
    },
  },
  ftruncate: {
    subject: 'descriptor',
    changes: false,
    run: (_call, [fd, length]) => primitive.ftruncate(descriptor(fd), Math.max(0, integer(length ?? 0))),
  },
  fsync: { subject: 'descriptor', changes: false, run: (_call, [fd]) => primitive.fsync(descriptor(fd)) },
  fdatasync: { subject: 'descriptor', changes: false, run: (_call, [fd]) => primitive.fdatasync(descriptor(fd)) },
  fstat: {
    subject: 'descriptor',
    changes: false,
    run: (_call, [fd, options]) => fstat(descriptor(fd), isObject(options) && flag(options, 'bigint')),
  },
  fchmod: { subject: 'descriptor', changes: false, run: (_call, [fd, bits]) => primitive.fchmod(descriptor(fd), mode(bits)) },
  fchown: {
    subject: 'descriptor',
    changes: false,
    run: (_call, [fd, uid, gid]) => primitive.fchown(descriptor(fd), owner(uid), owner(gid)),
  },
  futimes: {
    subject: 'descriptor',
    changes: false,
    run: (_call, [fd, atime, mtime]) => primitive.futimes(descriptor(fd), timestamp(atime), timestamp(mtime)),
  },
} satisfies Record<string, Operation>;

function descriptor(value: unknown): number {
  return int32(value, 0);
}

function* open(
  { mount, style }: Call,
  path: string,
  flags: number,
  permissions: number,
  { openHandle }: Environment,
): Program<number | OpenHandle> {
  const fd = yield* primitive.open(path, flags, permissions);
  return style === 'promise' ? openHandle(mount, fd) : fd;
}

function* fstat(fd: number, bigint: boolean): Program<unknown> {
  return statsOf(yield* primitive.fstat(fd), bigint);
}

/** Where a write or a vectored transfer goes: anything but a position from 0 on means the descriptor's own offset. */
function place(position: unknown): number | null {
  return Number.isSafeInteger(position) && (position as number) >= 0 ? (position as number) : null;
}

// biome-ignore lint/correctness/useYield: a program without primitives.
function* none(): Program<number> {
  return 0;
}

/** libuv refuses to read into no buffers before it looks at the descriptor. */
// biome-ignore lint/correctness/useYield: a program without primitives.
function* refusedEmpty(): Program<number> {
  throw new primitive.Refusal('EINVAL', 'read');
}

/** The count alone, or what the asynchronous styles hand over beside it. */
function* counted(
  { style }: Call,
  count: 'bytesRead' | 'bytesWritten',
  name: 'buffer' | 'buffers',
  buffers: unknown,
  program: Program<number>,
): Program<unknown> {
  const bytes = yield* program;
  if (style === 'sync') return bytes;
  return style === 'callback' ? new Results([bytes, buffers]) : { __proto__: null, [count]: bytes, [name]: buffers };
}

interface Range {
  offset: unknown;
  length: unknown;
  position: unknown;
}

function rangeOf(options: unknown, byteLength: number): Range {
  const { offset = 0, length = byteLength - Number(offset), position = null } = isObject(options) ? options : {};
  return { offset, length, position };
}

function read(call: Call, args: Args): Program<unknown> {
  const fd = descriptor(args[0]);
  const { buffer, range } = readArguments(call, args);
  const offset = range.offset === undefined || range.offset === null ? 0 : integer(range.offset, 0);
  const length = call.style === 'promise' ? Number(range.length ?? buffer.byteLength - offset) : Number(range.length) | 0;
  if (length === 0) return counted(call, 'bytesRead', 'buffer', buffer, none());
  demand(buffer.byteLength > 0 && length > 0 && offset + length <= buffer.byteLength);
  const reading = primitive.read(fd, bytesOf(buffer), offset, length, readPosition(call, range.position));
  return counted(call, 'bytesRead', 'buffer', buffer, reading);
}

/** Sorts out `(buffer, offset, length, position)`, `(buffer, options)`, `(options)` and nothing at all. */
function readArguments(
  { style }: Call,
  [, first, second, length, position]: Args,
): { buffer: NodeJS.ArrayBufferView; range: Range } {
  if (isView(first)) {
    const positional = style === 'sync' ? length !== undefined && typeof second !== 'object' : length !== undefined;
    demand(second === undefined || second === null || typeof second === 'number' || typeof second === 'object');
    if (isObject(second) || (!positional && style !== 'promise'))
      return { buffer: first, range: rangeOf(second, first.byteLength) };
    return { buffer: first, range: { offset: second, length: style === 'promise' ? length : (length ?? 0), position } };
  }
  demand(style !== 'sync' && (first === undefined || first === null || isObject(first)));
  const { buffer = Buffer.alloc(16384) } = first ?? {};
  demand(isView(buffer));
  return { buffer, range: rangeOf(first, buffer.byteLength) };
}

function readPosition({ style }: Call, position: unknown): Position {
  if (position === undefined || position === null) return null;
  if (typeof position === 'bigint') return position < 0n ? null : position;
  if (style === 'promise' && !Number.isSafeInteger(position)) return null;
  const at = integer(position, -1);
  return at === -1 ? null : at;
}

function write(call: Call, [fd, data, offset, length, position]: Args): Program<unknown> {
  const file = descriptor(fd);
  if (call.style === 'promise' && isObject(data) && data.byteLength === 0)
    return counted(call, 'bytesWritten', 'buffer', data, none());
  if (isView(data)) {
    const range = typeof offset === 'object' ? rangeOf(offset, data.byteLength) : { offset, length, position };
    const from = range.offset === undefined || range.offset === null ? 0 : integer(range.offset, 0);
    const count = typeof range.length === 'number' ? range.length : data.byteLength - from;
    demand(from <= data.byteLength && count <= data.byteLength - from);
    const writing = primitive.write(file, bytesOf(data), from, int32(count, 0), place(range.position));
    return counted(call, 'bytesWritten', 'buffer', data, writing);
  }
  demand(typeof data === 'string');
  const encoding = typeof length === 'string' && Buffer.isEncoding(length) ? length : 'utf8';
  demand(encoding !== 'hex' || data.length % 2 === 0);
  const bytes = Buffer.from(data, encoding);
  return counted(call, 'bytesWritten', 'buffer', data, primitive.write(file, bytes, 0, bytes.byteLength, place(offset)));
}
