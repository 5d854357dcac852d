import { describeExports, type ProjectPackage } from '../../harness/contract/project-package.ts';
import type { ExpressSessionModule, ExpressStore } from './express-sessions.ts';

type StoreClass = new (options: object) => ExpressStore;
const STORE_METHODS = ['get', 'set', 'destroy'];

type Factory = (session: ExpressSessionModule) => StoreClass;

/**
 * A store of the package: packages export either a class, by default or by name (`RedisStore`), or a function that makes the
 * class from the express-session module, since it has to extend that module's `Store`.
 *
 * @throws {Failure} CW_PACKAGE_SHAPE if the package exports neither, CW_PACKAGE_MISSING.
 */
export async function constructStore(
  storePackage: ProjectPackage,
  session: ExpressSessionModule,
  options: object,
): Promise<ExpressStore> {
  const imported = await storePackage.importAny();
  // A CommonJS module's exports come as `default`, and its own `default` below that.
  const exported = [imported.default, ...membersOf(imported.default), ...Object.values(imported)].filter(
    (value) => typeof value === 'function',
  );
  const ready = exported.find(isStoreClass);
  if (ready !== undefined) return new ready(options);
  const factory = (exported as Factory[]).find((value) => !isClass(value));
  const made: unknown = factory?.(session);
  if (isStoreClass(made)) return new made(options);
  const expected = `an export that is a store class of express-session (${STORE_METHODS.join(', ')}) or a function that makes one`;
  throw storePackage.misshapen(expected, describeExports(imported));
}

function isStoreClass(value: unknown): value is StoreClass {
  if (typeof value !== 'function') return false;
  const prototype: unknown = value.prototype;
  return typeof prototype === 'object' && prototype !== null && STORE_METHODS.every((method) => method in prototype);
}

/** A class cannot be called; the functions of older packages can be either. */
function isClass(value: unknown): boolean {
  return Function.prototype.toString.call(value).startsWith('class');
}

function membersOf(value: unknown): unknown[] {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return [];
  return Object.values(value);
}
