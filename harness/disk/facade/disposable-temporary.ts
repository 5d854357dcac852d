import { resolve } from 'node:path';
import { beginCall } from './call.ts';
import { makeTemporary } from './compound/make-temporary.ts';
import { removeTree } from './compound/remove-tree.ts';
import { drivePromise, driveSync } from './drive.ts';
import type { Environment } from './environment.ts';
import { pathString, targetOf } from './target.ts';

const REMOVE = { recursive: true, force: true, maxRetries: 0, retryDelay: 100 };

/** `mkdtempDisposable` and `mkdtempDisposableSync` of Node 24. */
export function* disposableTemporaries(environment: Environment): Generator<[string, CallableFunction]> {
  const { real, routes, random } = environment;
  const sync: unknown = Reflect.get(real.fs, 'mkdtempDisposableSync');
  const promise: unknown = Reflect.get(real.promises, 'mkdtempDisposable');
  const target = (prefix: unknown) => {
    const found = environment.bypassed ? undefined : targetOf(routes, 'path', [prefix]);
    return found && { mount: found.mount, prefix: pathString(found.args[0]) ?? '' };
  };
  if (typeof sync === 'function') {
    const mkdtempDisposableSync = (prefix: unknown, options?: unknown) => {
      const found = target(prefix);
      if (found === undefined) return sync(prefix, options);
      const call = beginCall(found.mount, 'sync', 'fs.mkdtempDisposableSync', mkdtempDisposableSync);
      const path = driveSync(call, makeTemporary('sync', found.prefix, random), mkdtempDisposableSync);
      const remove = () => driveSync(call, removeTree('sync', resolve(path), REMOVE), remove);
      return Object.assign({ path, remove }, { [Symbol.dispose]: remove });
    };
    yield ['fs.mkdtempDisposableSync', mkdtempDisposableSync];
  }
  if (typeof promise !== 'function') return;
  const mkdtempDisposable = async (prefix: unknown, options?: unknown) => {
    const found = target(prefix);
    if (found === undefined) return promise(prefix, options);
    const call = beginCall(found.mount, 'promise', 'fs.promises.mkdtempDisposable', mkdtempDisposable);
    const path = await drivePromise(call, makeTemporary('promise', found.prefix, random));
    const remove = () => drivePromise(call, removeTree('promise', resolve(path), REMOVE));
    return Object.assign({ path, remove }, { [Symbol.asyncDispose]: remove });
  };
  yield ['fs.promises.mkdtempDisposable', mkdtempDisposable];
}
