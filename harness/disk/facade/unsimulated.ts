import { isObject } from './arguments.ts';
import type { Environment } from './environment.ts';
import type { AnyFunction } from './patched-call.ts';
import { pathString } from './target.ts';

/** Functions of `node:fs` that are known and refused on a mount. Whatever a newer Node adds is refused, too. */
export const UNSIMULATED: ReadonlySet<string> = new Set([
  'fs.openAsBlob',
  'fs.glob',
  'fs.globSync',
  'fs.lchmod',
  'fs.lchmodSync',
  'fs.Utf8Stream',
  'fs.promises.glob',
  'fs.promises.lchmod',
]);

/** What takes neither a path nor a descriptor, and is left alone. */
export const UNROUTED: ReadonlySet<string> = new Set(['fs.Stats', 'fs.Dirent', 'fs.Dir', 'fs._toUnixTimestamp']);

/** Stands in front of a function that is not simulated, and refuses it where any argument is a mount's. */
export function refusingOnMounts(api: string, original: AnyFunction, environment: Environment): AnyFunction {
  const guard = (args: readonly unknown[]) => {
    if (!environment.bypassed && args.some((value) => touchesMount(environment, value))) environment.refuseUnsimulated(api);
  };
  return new Proxy(original, {
    apply(target, self, args) {
      guard(args);
      return Reflect.apply(target, self, args);
    },
    construct(target, args, newTarget) {
      guard(args);
      return Reflect.construct(target, args, newTarget);
    },
  });
}

function touchesMount({ routes }: Environment, value: unknown): boolean {
  if (typeof value === 'number') return routes.ofDescriptor(value) !== undefined;
  const path = pathString(value);
  if (path !== undefined) return routes.ofPath(path) !== undefined;
  if (Array.isArray(value)) return value.some((one) => typeof one === 'string' && routes.ofPath(one) !== undefined);
  // The options of glob and of Utf8Stream name directories and files, too.
  return (
    isObject(value) &&
    [value.cwd, value.dest].some((one) => pathString(one) !== undefined && routes.ofPath(pathString(one) ?? '') !== undefined)
  );
}
