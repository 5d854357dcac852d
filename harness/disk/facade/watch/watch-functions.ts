import { type Args, demand, encodingOf, flag, InvalidArguments, type OptionBag, optionBag, signalOf } from '../arguments.ts';
import { beginCall } from '../call.ts';
import type { Environment } from '../environment.ts';
import { abortError } from '../node-error.ts';
import { type AnyFunction, dressed } from '../patched-call.ts';
import { type Target, targetOf } from '../target.ts';
import { StatWatcher } from './stat-watcher.ts';
import { Watcher } from './watcher.ts';

const INTERVAL_MS = 5007;

/** `fs.watch`, `fs.watchFile`, `fs.unwatchFile` and `fs.promises.watch`: on a mount that can watch ours, elsewhere Node's own. */
export function* watchFunctions(environment: Environment): Generator<[string, CallableFunction]> {
  const { fs } = environment.real;
  const { promises } = fs;
  const polls = new Polls();
  yield ['fs.watch', dressed(patchedWatch(fs.watch as AnyFunction, environment), fs.watch)];
  yield ['fs.watchFile', dressed(patchedWatchFile(fs.watchFile as AnyFunction, environment, polls), fs.watchFile)];
  yield ['fs.unwatchFile', dressed(patchedUnwatchFile(fs.unwatchFile as AnyFunction, environment, polls), fs.unwatchFile)];
  yield ['fs.promises.watch', dressed(patchedIterator(promises.watch as AnyFunction, environment), promises.watch)];
}

function patchedWatch(original: AnyFunction, environment: Environment): AnyFunction {
  return function watch(this: unknown, ...args) {
    const target = watchedOn(environment, args);
    const given = target && optionsOf(args);
    if (target === undefined || given === undefined) return Reflect.apply(original, this, args);
    const [listener] = args.slice(1).filter((value) => typeof value === 'function');
    const watcher = startWatcher(target, 'fs.watch', given, watch);
    if (typeof listener === 'function') watcher.on('change', listener as (...told: unknown[]) => void);
    const signal = signalOf(given);
    if (signal?.aborted === true) process.nextTick(() => watcher.close());
    else if (signal !== undefined) {
      const close = () => watcher.close();
      signal.addEventListener('abort', close, { once: true });
      watcher.once('close', () => signal.removeEventListener('abort', close));
    }
    return watcher;
  };
}

function patchedIterator(original: AnyFunction, environment: Environment): AnyFunction {
  return function watch(this: unknown, ...args) {
    const target = watchedOn(environment, args);
    const given = target && optionsOf(args);
    if (target === undefined || given === undefined) return Reflect.apply(original, this, args);
    return eventsOf(target, given, watch);
  };
}

/** Begins to watch when the first event is asked for; those that come while nobody asks wait. */
async function* eventsOf(target: Target, options: OptionBag, boundary: CallableFunction) {
  const signal = signalOf(options);
  if (signal !== undefined) refuseAborted(signal);
  const watcher = startWatcher(target, 'fs.promises.watch', options, boundary);
  const waiting: { eventType: unknown; filename: unknown }[] = [];
  let wake = () => {};
  watcher.on('change', (eventType: unknown, filename: unknown) => {
    waiting.push({ eventType, filename });
    wake();
  });
  const abort = () => wake();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      if (signal !== undefined) refuseAborted(signal);
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    watcher.close();
  }
}

function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError(signal);
}

function startWatcher({ mount, args: [path] }: Target, api: string, options: OptionBag, boundary: CallableFunction): Watcher {
  const call = beginCall(mount, 'sync', api, boundary);
  return new Watcher(call, path as string, { recursive: flag(options, 'recursive'), encoding: encodingOf(options) }, boundary);
}

function patchedWatchFile(original: AnyFunction, environment: Environment, polls: Polls): AnyFunction {
  return function watchFile(this: unknown, ...args) {
    const target = watchedOn(environment, args);
    const given = target && optionsOf(args);
    const listener = args.slice(1).find((value) => typeof value === 'function');
    if (target === undefined || given === undefined || typeof listener !== 'function') return Reflect.apply(original, this, args);
    const { interval = INTERVAL_MS } = given;
    const watcher = polls.of(target, () => {
      const call = beginCall(target.mount, 'callback', 'fs.watchFile', watchFile);
      return new StatWatcher(call, target.args[0] as string, { intervalMs: Number(interval), bigint: flag(given, 'bigint') });
    });
    return watcher.addListener('change', listener as (...told: unknown[]) => void);
  };
}

function patchedUnwatchFile(original: AnyFunction, environment: Environment, polls: Polls): AnyFunction {
  return function unwatchFile(this: unknown, ...args) {
    const target = watchedOn(environment, args);
    if (target === undefined) return Reflect.apply(original, this, args);
    polls.end(target, args[1]);
  };
}

/** One for each path of a mount, whoever asks for it. */
class Polls {
  readonly #byMount = new WeakMap<object, Map<unknown, StatWatcher>>();

  of({ mount, args: [path] }: Target, make: () => StatWatcher): StatWatcher {
    const known = this.#byMount.get(mount) ?? new Map<unknown, StatWatcher>();
    this.#byMount.set(mount, known);
    const watcher = known.get(path) ?? make();
    known.set(path, watcher);
    return watcher;
  }

  end({ mount, args: [path] }: Target, listener: unknown): void {
    const known = this.#byMount.get(mount);
    const watcher = known?.get(path);
    if (watcher === undefined) return;
    if (typeof listener === 'function') watcher.removeListener('change', listener as () => void);
    else watcher.removeAllListeners('change');
    if (watcher.listenerCount('change') > 0) return;
    watcher.stop();
    known?.delete(path);
  }
}

/** Where there is something of ours to watch. On a real directory Node watches. */
function watchedOn(environment: Environment, args: Args): Target | undefined {
  if (environment.bypassed) return undefined;
  const target = targetOf(environment.routes, 'path', args);
  return target === undefined || target.mount.kernel.notices === undefined ? undefined : target;
}

/** `undefined`: Node refuses them, and says why. */
function optionsOf([, given]: Args): OptionBag | undefined {
  try {
    const options = optionBag(given);
    for (const name of ['persistent', 'recursive', 'bigint']) flag(options, name);
    demand(options.interval === undefined || typeof options.interval === 'number');
    return options;
  } catch (error) {
    if (error instanceof InvalidArguments) return undefined;
    throw error;
  }
}
