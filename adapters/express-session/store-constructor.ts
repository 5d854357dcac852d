import { Failure } from '../../harness/contract/failure.ts';
import type { ExpressSessionModule, ExpressStore } from './express-sessions.ts';

type StoreClass = new (options: object) => ExpressStore;
type Factory = (session: ExpressSessionModule) => StoreClass;

/**
 * A store of the package: packages export either a class, by default or by name (`RedisStore`), or a function that makes the
 * class from the express-session module, since it has to extend that module's `Store`.
 *
 * @throws {Failure} CW_PACKAGE_SHAPE if the package exports neither.
 */
export function constructStore(
  imported: Record<string, unknown>,
  packageName: string,
  session: ExpressSessionModule,
  options: object,
): ExpressStore {
  // A CommonJS module's exports come as `default`, and its own `default` below that.
  const exported = [imported.default, ...membersOf(imported.default), ...Object.values(imported)].filter(
    (value) => typeof value === 'function',
  );
  const ready = exported.find(isStoreClass);
  if (ready !== undefined) return new ready(options);
  const [factory] = exported as Factory[];
  const made: unknown = factory?.(session);
  if (isStoreClass(made)) return new made(options);
  throw new Failure(
    'CW_PACKAGE_SHAPE',
    `${packageName} exports neither an express-session store class nor a function that makes one.`,
    {
      hint: 'Write an adapter of your own around it, and name its file.',
    },
  );
}

function isStoreClass(value: unknown): value is StoreClass {
  if (typeof value !== 'function') return false;
  const prototype: unknown = value.prototype;
  return (
    typeof prototype === 'object' && prototype !== null && 'get' in prototype && 'set' in prototype && 'destroy' in prototype
  );
}

function membersOf(value: unknown): unknown[] {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return [];
  return Object.values(value);
}
