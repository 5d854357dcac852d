import type { DirectoryEntry, FileKind, KernelPrimitive, KernelStat } from '../../../disk/kernel.ts';
import type { KernelArgument, KernelCall, KernelOutcome } from './kernel-call.ts';
import type { MessageReader, MessageWriter } from './message.ts';

const PRIMITIVES = Object.keys({
  open: 0,
  close: 0,
  read: 0,
  write: 0,
  readv: 0,
  writev: 0,
  ftruncate: 0,
  fsync: 0,
  fdatasync: 0,
  fstat: 0,
  stat: 0,
  lstat: 0,
  access: 0,
  readdir: 0,
  mkdir: 0,
  rmdir: 0,
  unlink: 0,
  rename: 0,
  link: 0,
  symlink: 0,
  readlink: 0,
  realpath: 0,
  chmod: 0,
  fchmod: 0,
  chown: 0,
  lchown: 0,
  fchown: 0,
  utimes: 0,
  lutimes: 0,
  futimes: 0,
  statfs: 0,
  watch: 0,
  unwatch: 0,
} satisfies Record<KernelPrimitive, 0>) as KernelPrimitive[];
const NUMBERS = new Map(PRIMITIVES.map((primitive, number) => [primitive, number]));

/** How arguments and results are told apart in a message. */
const NOTHING = 0;
const NUMBER = 1;
const TEXT = 2;
const BYTES = 3;
const BIGINT = 4;
const NUMBER_LIST = 5;
const BYTES_LIST = 6;
const STAT = 7;
const ENTRIES = 8;
const OTHER = 9;
const ERROR = 10;

export function writeCall(message: MessageWriter, { primitive, args, api, stack }: KernelCall): void {
  message.byte(NUMBERS.get(primitive) ?? 255).text(api);
  if (stack === undefined) message.byte(NOTHING);
  else message.byte(TEXT).text(stack);
  message.byte(args.length);
  for (const argument of args) writeArgument(message, argument);
}

export function readCall(message: MessageReader): KernelCall {
  const number = message.byte();
  const primitive = PRIMITIVES[number];
  if (primitive === undefined) throw new Error(`there is no primitive ${number}`);
  const api = message.text();
  const stack = message.byte() === NOTHING ? undefined : message.text();
  const args: KernelArgument[] = [];
  for (let left = message.byte(); left > 0; left--) args.push(readArgument(message));
  return { primitive, args, api, stack };
}

function writeArgument(message: MessageWriter, argument: KernelArgument): void {
  if (typeof argument === 'number') message.byte(NUMBER).number(argument);
  else if (typeof argument === 'string') message.byte(TEXT).text(argument);
  else if (argument === null) message.byte(NOTHING);
  else if (argument instanceof Uint8Array) message.byte(BYTES).data(argument);
  else if (typeof argument === 'bigint') message.byte(BIGINT).text(`${argument}`);
  else if (typeof argument[0] === 'number') message.byte(NUMBER_LIST).value(argument);
  else writeBytesList(message, argument as readonly Uint8Array[]);
}

function writeBytesList(message: MessageWriter, list: readonly Uint8Array[]): void {
  message.byte(BYTES_LIST).int(list.length);
  for (const bytes of list) message.data(bytes);
}

function readArgument(message: MessageReader): KernelArgument {
  const type = message.byte();
  switch (type) {
    case NUMBER:
      return message.number();
    case TEXT:
      return message.text();
    case NOTHING:
      return null;
    case BYTES:
      return message.data();
    case BIGINT:
      return BigInt(message.text());
    case NUMBER_LIST:
      return message.value() as number[];
    case BYTES_LIST:
      return Array.from({ length: message.int() }, () => message.data());
    default:
      throw new Error(`there is no argument of type ${type}`);
  }
}

const KINDS: readonly FileKind[] = ['file', 'directory', 'symlink'];

export function writeOutcome(message: MessageWriter, outcome: KernelOutcome): void {
  if ('code' in outcome) {
    message.byte(ERROR).text(outcome.code);
    return;
  }
  const { result } = outcome;
  if (result === undefined) message.byte(NOTHING);
  else if (typeof result === 'number') message.byte(NUMBER).number(result);
  else if (typeof result === 'string') message.byte(TEXT).text(result);
  else if (result instanceof Uint8Array) message.byte(BYTES).data(result);
  else if (Array.isArray(result)) writeEntries(message, result);
  else if ('ino' in result) writeStat(message, result as KernelStat);
  else message.byte(OTHER).value(result);
}

export function readOutcome(message: MessageReader): KernelOutcome {
  const type = message.byte();
  switch (type) {
    case ERROR:
      return { code: message.text() };
    case NOTHING:
      return { result: undefined };
    case NUMBER:
      return { result: message.number() };
    case TEXT:
      return { result: message.text() };
    case BYTES:
      return { result: message.data() };
    case ENTRIES:
      return { result: Array.from({ length: message.int() }, () => readEntry(message)) };
    case STAT:
      return { result: readStat(message) };
    case OTHER:
      return { result: message.value() as object };
    default:
      throw new Error(`there is no outcome of type ${type}`);
  }
}

function writeEntries(message: MessageWriter, entries: readonly DirectoryEntry[]): void {
  message.byte(ENTRIES).int(entries.length);
  for (const { name, kind } of entries) message.text(name).byte(KINDS.indexOf(kind));
}

function readEntry(message: MessageReader): DirectoryEntry {
  return { name: message.text(), kind: kindOf(message.byte()) };
}

function writeStat(message: MessageWriter, stat: KernelStat): void {
  message.byte(STAT).byte(KINDS.indexOf(stat.kind));
  message.number(stat.ino).number(stat.mode).number(stat.nlink).number(stat.uid).number(stat.gid).number(stat.size);
  message.number(stat.atimeMs).number(stat.mtimeMs).number(stat.ctimeMs).number(stat.birthtimeMs);
}

function readStat(message: MessageReader): KernelStat {
  const kind = kindOf(message.byte());
  const [ino, mode, nlink, uid, gid, size] = [
    message.number(),
    message.number(),
    message.number(),
    message.number(),
    message.number(),
    message.number(),
  ];
  const [atimeMs, mtimeMs, ctimeMs, birthtimeMs] = [message.number(), message.number(), message.number(), message.number()];
  return { ino, kind, mode, nlink, uid, gid, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs };
}

function kindOf(number: number): FileKind {
  return KINDS[number] ?? 'file';
}
