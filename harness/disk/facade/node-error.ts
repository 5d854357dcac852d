import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import type { Refusal } from './primitive.ts';

/** The error that Node throws when a system call fails: same fields in the same order, same message. */
export function nodeError(refusal: Refusal): NodeJS.ErrnoException {
  const { errno, text } = describe(refusal.code);
  const { syscall, path, dest } = refusal;
  let message = `${refusal.code}: ${text}, ${syscall}`;
  if (path !== undefined) message += ` '${path}'`;
  if (dest !== undefined) message += ` -> '${dest}'`;
  const error: NodeJS.ErrnoException & { dest?: string } = withoutStack(() => new Error(message));
  error.errno = errno;
  error.code = refusal.code;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
}

/** What Node throws where its own JavaScript, not the kernel, refuses: `ERR_FS_CP_EINVAL` and the like. `code` is the errno code told. */
export function systemError(
  name: string,
  title: string,
  info: { code: string; message: string; path: string; syscall: string },
  errnoCode = info.code,
): NodeJS.ErrnoException {
  const message = `${title}: ${info.syscall} returned ${info.code} (${info.message}) ${info.path}`;
  const errno = (constants.errno as Readonly<Record<string, number>>)[errnoCode];
  const error = Object.assign(new Error(message), {
    code: name,
    info: { ...info, errno },
    errno,
    syscall: info.syscall,
    path: info.path,
  });
  Object.defineProperty(error, 'name', { value: 'SystemError', enumerable: false, writable: true, configurable: true });
  return error;
}

export function codedError(Class: ErrorConstructor | TypeErrorConstructor, code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Class(message), { code });
}

export function abortError(signal: AbortSignal): NodeJS.ErrnoException {
  const error = Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { code: 'ABORT_ERR' });
  error.name = 'AbortError';
  return error;
}

/** Two failures of one call, as Node reports them: the second one happened while cleaning up after the first. */
export function aggregate(first: unknown, second: unknown): unknown {
  if (!(first instanceof Error)) return first;
  return Object.assign(new AggregateError([first, second], first.message), { code: (first as NodeJS.ErrnoException).code });
}

/** Formatting a stack costs more than the call; whoever needs one captures it, at a place where it shows the store's frames. */
function withoutStack<T>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const made = make();
  Error.stackTraceLimit = limit;
  return made;
}

const descriptions = new Map<string, { errno: number; text: string }>();

function describe(code: string): { errno: number; text: string } {
  if (descriptions.size === 0) for (const [errno, [name, text]] of getSystemErrorMap()) descriptions.set(name, { errno, text });
  return descriptions.get(code) ?? { errno: -4094, text: 'unknown error' };
}
