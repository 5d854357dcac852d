import type { PendingCall } from '../gate.ts';
import { Errno, type Primitive } from '../kernel.ts';
import { currentCall } from './current-call.ts';
import { DeadIncarnation } from './dead-incarnation.ts';
import type { MountState } from './mount.ts';
import { nodeError } from './node-error.ts';
import { Pause, type Program, Refusal, type Request } from './primitive.ts';

export type Style = 'sync' | 'callback' | 'promise';

/** One call of the store, as its program sees it. */
export interface Call {
  readonly mount: MountState;
  readonly style: Style;
  /** Such as `fs.promises.readFile`. */
  readonly api: string;
  readonly stack: string | undefined;
}

export type Callback = (error: unknown, ...values: unknown[]) => void;

/** What a callback gets where it is not just one value. `plain`: without the leading error. */
export class Results {
  readonly values: readonly unknown[];
  readonly plain: boolean;
  constructor(values: readonly unknown[], plain = false) {
    this.values = values;
    this.plain = plain;
  }
}

/** Runs a program to its end. Throws Node's error if it fails, and `DeadIncarnation` if the mount is dead or dies under way. */
export function driveSync<T>(call: Call, program: Program<T>, boundary: NewableFunction | CallableFunction): T {
  try {
    if (call.mount.dead) throw new DeadIncarnation(call.mount.root);
    let step = program.next();
    while (!step.done) {
      // A delay before a retry is skipped: while this thread sleeps, nothing that it waits for could happen.
      step = step.value instanceof Pause ? program.next() : advance(program, performNow(call, step.value));
    }
    return step.value;
  } catch (error) {
    const thrown = error instanceof Refusal ? nodeError(error) : error;
    if (error instanceof Refusal) Error.captureStackTrace(thrown as Error, boundary);
    throw thrown;
  }
}

/** Runs a program asynchronously; the callback never comes before the next turn of the event loop. */
export function driveCallback(call: Call, program: Program<unknown>, callback: Callback): void {
  new Run(call, program, (failed, value) => {
    if (failed) callback(value);
    else if (value instanceof Results)
      value.plain ? (callback as (...values: unknown[]) => void)(...value.values) : callback(null, ...value.values);
    else if (value === undefined) callback(null);
    else callback(null, value);
  }).start();
}

/** Runs a program asynchronously; the promise never settles before the next turn of the event loop. */
export function drivePromise<T>(call: Call, program: Program<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    new Run(call, program, (failed, value) => {
      if (!failed) resolve(value as T);
      else if (value instanceof Error) resolve(rejectedWithStack(value));
      else reject(value);
    }).start();
  });
}

/** Rejects a promise with the stack of whoever awaits: in the turn where the error arises there are no frames of the store. */
function rejectedWithStack(error: Error): Promise<never> {
  // The second `then` is what the store's promise follows, so that V8 finds the awaiting functions when it captures the stack.
  return Promise.resolve()
    .then(nothing)
    .then(function reject() {
      if (error.stack === undefined || !error.stack.includes('\n')) Error.captureStackTrace(error, reject);
      throw error;
    });
}

function nothing(): void {}

type Outcome = { readonly failed: boolean; readonly value: unknown };

function performNow(call: Call, request: Request): Outcome {
  const mount = request.mount ?? call.mount;
  mount.gate.synchronous?.(request.primitive);
  // It may have been killed while the gate held it back.
  if (call.mount.dead || mount.dead) throw new DeadIncarnation(mount.root);
  return performOn(mount, call, request);
}

function performOn(mount: MountState, call: Call, request: Request): Outcome {
  currentCall.api = call.api;
  currentCall.stack = call.stack;
  try {
    return { failed: false, value: request.perform(mount) };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return { failed: true, value: new Refusal(error.code, request.syscall, request.path, request.dest) };
  } finally {
    currentCall.api = '';
    currentCall.stack = undefined;
  }
}

function advance<T>(program: Program<T>, outcome: Outcome): IteratorResult<Request | Pause, T> {
  return outcome.failed ? program.throw(outcome.value) : program.next(outcome.value);
}

type Settle = (failed: boolean, value: unknown) => void;

/** Captured at load, since timers may be faked later. */
const soon = globalThis.setImmediate;

/** An asynchronous call on its way through its program. */
class Run {
  readonly call: Call;
  readonly #program: Program<unknown>;
  readonly #settle: Settle;

  constructor(call: Call, program: Program<unknown>, settle: Settle) {
    this.call = call;
    this.#program = program;
    this.#settle = settle;
  }

  start(): void {
    if (this.call.mount.dead) return;
    this.resume({ failed: false, value: undefined }, true);
  }

  resume(outcome: Outcome, first = false): void {
    let step: IteratorResult<Request | Pause, unknown>;
    try {
      step = advance(this.#program, outcome);
    } catch (error) {
      this.#finish(true, error instanceof Refusal ? nodeError(error) : error, first);
      return;
    }
    if (step.done) this.#finish(false, step.value, first);
    else if (step.value instanceof Pause) this.#await(step.value);
    else this.#issue(step.value);
  }

  #issue(request: Request): void {
    const mount = request.mount ?? this.call.mount;
    if (mount.dead) return;
    mount.pending++;
    mount.gate.issue(new Pending(this, mount, request));
  }

  #finish(failed: boolean, value: unknown, first: boolean): void {
    if (!first) {
      this.#settle(failed, value);
      return;
    }
    // Nothing of it reached the disk, but no call completes before the function that made it has returned.
    const { mount } = this.call;
    mount.pending++;
    soon(() => {
      if (mount.dead) return;
      mount.pending--;
      this.#settle(failed, value);
    });
  }

  #await(pause: Pause): void {
    const { mount } = this.call;
    const settle = (failed: boolean) => (value: unknown) => {
      if (!mount.dead) this.resume({ failed, value });
    };
    let awaited: PromiseLike<unknown>;
    try {
      awaited = pause.until();
    } catch (error) {
      awaited = Promise.reject(error);
    }
    Promise.resolve(awaited).then(settle(false), settle(true));
  }
}

class Pending implements PendingCall {
  readonly primitive: Primitive;
  readonly #run: Run;
  readonly #mount: MountState;
  readonly #request: Request;
  #outcome: Outcome | undefined;

  constructor(run: Run, mount: MountState, request: Request) {
    this.primitive = request.primitive;
    this.#run = run;
    this.#mount = mount;
    this.#request = request;
  }

  effect(): void {
    if (this.#mount.dead || this.#run.call.mount.dead) return;
    try {
      this.#outcome = performOn(this.#mount, this.#run.call, this.#request);
    } catch (error) {
      // A kernel says so if the crash comes in the middle of this very call: then it never completes.
      if (!(error instanceof DeadIncarnation)) throw error;
    }
  }

  complete(): void {
    if (this.#mount.dead || this.#run.call.mount.dead || this.#outcome === undefined) return;
    this.#mount.pending--;
    this.#run.resume(this.#outcome);
  }
}
