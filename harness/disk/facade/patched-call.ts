import { type Args, InvalidArguments } from './arguments.ts';
import { beginCall } from './call.ts';
import { type Call, type Callback, driveCallback, drivePromise, driveSync, type Style } from './drive.ts';
import type { Environment } from './environment.ts';
import { isHandle } from './file-handle.ts';
import type { Operation } from './operation/operation.ts';
import type { Program } from './primitive.ts';
import { REFUSED_PATH } from './refused-path.ts';
import { standardWrite } from './standard-write.ts';
import { type Target, targetOf } from './target.ts';

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

export interface Patch {
  /** Without `fs.` and without the style: `writeFile`. */
  readonly name: string;
  /** Such as `fs.promises.writeFile`. */
  readonly api: string;
  readonly operation: Operation;
  readonly original: AnyFunction;
  readonly environment: Environment;
}

/** What replaces a function of `node:fs`: on a mount it runs the operation, elsewhere it is the original. */
export function patchedCall(style: Style, patch: Patch): AnyFunction {
  const patched = { sync: patchedSync, callback: patchedCallback, promise: patchedPromise }[style](patch);
  return dressed(patched, patch.original);
}

/** Makes a replacement look like the original: name, length, and the symbols by which `util.promisify` knows it. */
export function dressed<F extends CallableFunction>(replacement: F, original: CallableFunction): F {
  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor?.configurable || (descriptor && !Object.hasOwn(replacement, key)))
      Object.defineProperty(replacement, key, descriptor);
  }
  return replacement;
}

function patchedSync(patch: Patch): AnyFunction {
  const { operation, original, environment } = patch;
  return function patched(this: unknown, ...args) {
    const target = environment.bypassed ? undefined : targetOf(environment.routes, operation.subject, args);
    if (target === undefined) return outside(patch, 'sync', this, args, patched);
    const call = beginCall(target.mount, 'sync', patch.api, patched);
    const program = begin(patch, call, target);
    return program === undefined ? Reflect.apply(original, this, args) : driveSync(call, program, patched);
  };
}

function patchedCallback(patch: Patch): AnyFunction {
  const { name, operation, original, environment } = patch;
  return function patched(this: unknown, ...args) {
    let end = args.length;
    while (end > 0 && args[end - 1] === undefined) end--;
    const last = args[end - 1];
    const callback: unknown = name === 'close' && typeof last !== 'function' ? throwIt : last;
    const values = callback === last ? args.slice(0, end - 1) : args;
    const target = environment.bypassed ? undefined : targetOf(environment.routes, operation.subject, values);
    if (target === undefined) return outside(patch, 'callback', this, args, patched);
    if (!isCallback(callback)) return Reflect.apply(original, this, args);
    const call = beginCall(target.mount, 'callback', patch.api, patched);
    const program = begin(patch, call, target);
    return program === undefined ? Reflect.apply(original, this, args) : driveCallback(call, program, callback);
  };
}

function patchedPromise(patch: Patch): AnyFunction {
  const { operation, original, environment } = patch;
  return function patched(this: unknown, ...args) {
    const [first] = args;
    if (operation.subject === 'file' && isHandle(first)) return onHandle(patch.name, first, args.slice(1));
    const target = environment.bypassed ? undefined : targetOf(environment.routes, operation.subject, args);
    if (target === undefined || typeof first === 'number') return outside(patch, 'promise', this, args, patched);
    const call = beginCall(target.mount, 'promise', patch.api, patched);
    let program: Program<unknown> | undefined;
    try {
      program = begin(patch, call, target);
    } catch (error) {
      return Promise.reject(error);
    }
    return program === undefined ? Reflect.apply(original, this, args) : drivePromise(call, program);
  };
}

/** The program to drive, or `undefined` where the original is to say what is wrong with the arguments. */
function begin({ operation, environment }: Patch, call: Call, target: Target): Program<unknown> | undefined {
  try {
    return operation.run(call, target.args, environment);
  } catch (error) {
    if (error instanceof InvalidArguments) return undefined;
    throw error;
  }
}

function onHandle(name: string, handle: object, args: Args): unknown {
  const method: unknown = Reflect.get(handle, name);
  return typeof method === 'function' ? Reflect.apply(method, handle, [...args]) : undefined;
}

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}

function throwIt(error: unknown): void {
  if (error) throw error;
}

/** Simulated pids lie above those that Linux gives. */
const SIMULATED_PROCESS = /^\/proc\/42\d{5}(\/|$)/;

function elsewhere(subject: Patch['operation']['subject'], args: Args): unknown[] {
  return subject === 'paths' || subject === 'entry'
    ? [REFUSED_PATH, REFUSED_PATH, ...args.slice(2)]
    : [REFUSED_PATH, ...args.slice(1)];
}

function outside(patch: Patch, style: Style, self: unknown, args: Args, boundary: CallableFunction): unknown {
  const { operation, original, environment } = patch;
  if (environment.bypassed) return Reflect.apply(original, self, [...args]);
  const [first] = args;
  if (typeof first === 'number') {
    const consumed = standardWrite(patch, style, args);
    return consumed === undefined ? Reflect.apply(original, self, [...args]) : consumed.result;
  }
  // The real /proc knows no simulated process: whoever looks there for one would take the living for dead.
  if (typeof first === 'string' && SIMULATED_PROCESS.test(first)) environment.refuseUnsimulated(`${patch.api} of /proc/<pid>`);
  const changes = typeof operation.changes === 'boolean' ? operation.changes : operation.changes(args);
  if (!changes) return Reflect.apply(original, self, [...args]);
  const refused = environment.reportOutsideWrite(patch.api, operation.subject === 'entry' ? args[1] : first, boundary);
  const given = refused ? elsewhere(operation.subject, args) : [...args];
  return environment.unreported(() => Reflect.apply(original, self, given));
}
