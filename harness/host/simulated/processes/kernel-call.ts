import { Errno, type Kernel, type KernelPrimitive } from '../../../disk/kernel.ts';

export type KernelArgument = number | bigint | string | null | Uint8Array | readonly number[] | readonly Uint8Array[];

/**
 * A primitive that another thread is to perform, as plain data: the arguments of the kernel's method, but buffers that it would fill are
 * given by their length, and those that it would write by what they hold.
 */
export interface KernelCall {
  readonly primitive: KernelPrimitive;
  readonly args: readonly KernelArgument[];
  /** The Node API through which the store is calling. */
  readonly api: string;
  readonly stack: string | undefined;
}

/** What a primitive returned; a read returns what it read. */
export type KernelResult = number | string | object | Uint8Array | undefined;

/** `code`: of the `Errno` that it threw. */
export type KernelOutcome = { readonly result: KernelResult } | { readonly code: string };

let scratch = new Uint8Array(64 * 1024);

/** Performs a call. What it throws that is no `Errno` is an error of the kernel itself. */
export function performCall(kernel: Kernel, { primitive, args }: KernelCall): KernelOutcome {
  try {
    return { result: perform(kernel, primitive, args) };
  } catch (error) {
    if (error instanceof Errno) return { code: error.code };
    throw error;
  }
}

function perform(kernel: Kernel, primitive: KernelPrimitive, args: readonly KernelArgument[]): KernelResult {
  switch (primitive) {
    case 'read': {
      const [fd, length, position] = args as [number, number, number | bigint | null];
      const buffer = scratchOf(length);
      return buffer.slice(0, kernel.read(fd, buffer, 0, length, position));
    }
    case 'readv': {
      const [fd, lengths, position] = args as [number, readonly number[], number | null];
      const buffer = scratchOf(lengths.reduce((sum, length) => sum + length, 0));
      return buffer.slice(0, kernel.readv(fd, parts(buffer, lengths), position));
    }
    case 'write': {
      const [fd, bytes, position] = args as [number, Uint8Array, number | null];
      return kernel.write(fd, bytes, 0, bytes.length, position);
    }
    default: {
      const method: (...all: never[]) => unknown = kernel[primitive];
      return Reflect.apply(method, kernel, args) as KernelResult;
    }
  }
}

function scratchOf(lengthBytes: number): Uint8Array {
  if (scratch.length < lengthBytes) scratch = new Uint8Array(lengthBytes);
  return scratch;
}

/** The first bytes of a buffer as consecutive buffers of these lengths. */
function parts(buffer: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return buffer.subarray(start - length, start);
  });
}

/** Whether performing one is the same as performing the other. */
export function sameCall(one: KernelCall, other: KernelCall): boolean {
  return (
    one.primitive === other.primitive &&
    one.args.length === other.args.length &&
    one.args.every((argument, index) => sameArgument(argument, other.args[index]))
  );
}

function sameArgument(one: KernelArgument, other: KernelArgument | undefined): boolean {
  if (one === other) return true;
  if (one instanceof Uint8Array) return other instanceof Uint8Array && Buffer.compare(one, other) === 0;
  if (!Array.isArray(one) || !Array.isArray(other)) return false;
  return one.length === other.length && one.every((part, index) => sameArgument(part, other[index]));
}

/** The call with bytes of its own, whatever becomes of the buffers that it was made with. */
export function withOwnBytes(call: KernelCall): KernelCall {
  return { ...call, args: call.args.map(ownBytes) };
}

function ownBytes(argument: KernelArgument): KernelArgument {
  if (argument instanceof Uint8Array) return new Uint8Array(argument);
  if (!Array.isArray(argument)) return argument;
  return argument.map((part) => (part instanceof Uint8Array ? new Uint8Array(part) : part));
}
