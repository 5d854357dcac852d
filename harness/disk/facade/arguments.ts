import { constants } from 'node:fs';
import { types } from 'node:util';

/**
 * Node would refuse these arguments. The original function is then called with them: it throws the exact error of the
 * running version before it touches anything.
 */
export class InvalidArguments {
  readonly name = 'InvalidArguments';
}

const refused = new InvalidArguments();

export type Args = readonly unknown[];
export type OptionBag = Readonly<Record<string, unknown>>;

/** Makes Node itself refuse the arguments, unless `valid`. */
export function demand(valid: boolean): asserts valid {
  if (!valid) throw refused;
}

export function isObject(value: unknown): value is OptionBag {
  return typeof value === 'object' && value !== null;
}

function isSignal(value: unknown): value is AbortSignal {
  return isObject(value) && 'aborted' in value;
}

/** An options argument that may be an encoding. */
export function optionBag(value: unknown): OptionBag {
  if (value === undefined || value === null || typeof value === 'function') return {};
  if (typeof value === 'string') {
    demand(isEncoding(value));
    return { encoding: value };
  }
  demand(isObject(value));
  demand(!value.encoding || isEncoding(value.encoding));
  demand(value.signal === undefined || isSignal(value.signal));
  return value;
}

function isEncoding(value: unknown): boolean {
  return value === 'buffer' || (typeof value === 'string' && Buffer.isEncoding(value));
}

export function encodingOf(options: OptionBag): BufferEncoding | 'buffer' | undefined {
  const { encoding } = options;
  return encoding ? (encoding as BufferEncoding | 'buffer') : undefined;
}

export function signalOf(options: OptionBag): AbortSignal | undefined {
  return isSignal(options.signal) ? options.signal : undefined;
}

export function flag(options: OptionBag, name: string, standard = false): boolean {
  const value = options[name];
  if (value === undefined) return standard;
  demand(typeof value === 'boolean');
  return value;
}

export function integer(value: unknown, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): number {
  demand(Number.isInteger(value) && (value as number) >= min && (value as number) <= max);
  return value as number;
}

export function int32(value: unknown, min = -0x8000_0000): number {
  return integer(value, min, 0x7fff_ffff);
}

export function uint32(value: unknown): number {
  return integer(value, 0, 0xffff_ffff);
}

/** A permission mode: an integer or an octal string. */
export function mode(value: unknown, standard?: number): number {
  if (value === undefined || value === null) {
    demand(standard !== undefined);
    return standard;
  }
  if (typeof value === 'string') {
    demand(/^[0-7]+$/.test(value));
    return uint32(Number.parseInt(value, 8));
  }
  return uint32(value);
}

/** Uid or gid; -1 leaves it as it is. */
export function owner(value: unknown): number {
  return integer(value, -1, 0xffff_ffff);
}

/** Seconds since the epoch, from seconds, a numeric string or a Date. */
export function timestamp(value: unknown): number {
  // biome-ignore lint/suspicious/noDoubleEquals: Node takes every string that compares equal to its number, '1e3' and ' 5' included.
  if (typeof value === 'string' && +value == (value as unknown as number)) return +value;
  if (typeof value === 'number' && Number.isFinite(value)) return value < 0 ? Date.now() / 1000 : value;
  demand(types.isDate(value));
  return value.getTime() / 1000;
}

export function isView(value: unknown): value is NodeJS.ArrayBufferView {
  return ArrayBuffer.isView(value);
}

/** The bytes that a view shows, without copying. */
export function bytesOf(view: NodeJS.ArrayBufferView): Uint8Array {
  return view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

export function views(value: unknown): NodeJS.ArrayBufferView[] {
  demand(Array.isArray(value) && value.every(isView));
  return value;
}

/** What is to be written, as bytes. */
export function content(data: unknown, encoding: unknown): Uint8Array {
  if (isView(data)) return bytesOf(data);
  demand(typeof data === 'string');
  // Of 'buffer' it throws what Node throws.
  return Buffer.from(data, (encoding || 'utf8') as BufferEncoding);
}

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = constants;

const FLAGS: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ['r', O_RDONLY],
  ['rs', O_RDONLY | O_SYNC],
  ['sr', O_RDONLY | O_SYNC],
  ['r+', O_RDWR],
  ['rs+', O_RDWR | O_SYNC],
  ['sr+', O_RDWR | O_SYNC],
  ['w', O_TRUNC | O_CREAT | O_WRONLY],
  ['wx', O_TRUNC | O_CREAT | O_WRONLY | O_EXCL],
  ['xw', O_TRUNC | O_CREAT | O_WRONLY | O_EXCL],
  ['w+', O_TRUNC | O_CREAT | O_RDWR],
  ['wx+', O_TRUNC | O_CREAT | O_RDWR | O_EXCL],
  ['xw+', O_TRUNC | O_CREAT | O_RDWR | O_EXCL],
  ['a', O_APPEND | O_CREAT | O_WRONLY],
  ['ax', O_APPEND | O_CREAT | O_WRONLY | O_EXCL],
  ['xa', O_APPEND | O_CREAT | O_WRONLY | O_EXCL],
  ['as', O_APPEND | O_CREAT | O_WRONLY | O_SYNC],
  ['sa', O_APPEND | O_CREAT | O_WRONLY | O_SYNC],
  ['a+', O_APPEND | O_CREAT | O_RDWR],
  ['ax+', O_APPEND | O_CREAT | O_RDWR | O_EXCL],
  ['xa+', O_APPEND | O_CREAT | O_RDWR | O_EXCL],
  ['as+', O_APPEND | O_CREAT | O_RDWR | O_SYNC],
  ['sa+', O_APPEND | O_CREAT | O_RDWR | O_SYNC],
]);

/** The `O_*` bits of an open flag. */
export function openFlags(value: unknown): number {
  if (typeof value === 'number') return int32(value);
  if (value === undefined || value === null) return O_RDONLY;
  const flags = FLAGS.get(value);
  demand(flags !== undefined);
  return flags;
}

/** Whether opening with these flags can change the disk; false where Node will refuse them anyway. */
export function opensForWriting(value: unknown): boolean {
  const flags = typeof value === 'number' ? value : (FLAGS.get(value ?? 'r') ?? 0);
  return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) !== 0;
}
