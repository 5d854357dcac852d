/**
 * The built-in objects of this thread as they were before a store was loaded. The judge runs on them as well as the store does, so that what a
 * store replaces decides what is found: whoever wants to believe it asks `changed` first.
 */
export class Builtins {
  readonly #kept: readonly Kept[];

  constructor() {
    this.#kept = keep();
  }

  /** What is not as it was, such as `Map.prototype.has`, in a fixed order. Additions are none: they change nothing for anybody. */
  changed(): string[] {
    const names: string[] = [];
    // Plain loops and operators: what else there is may be what was changed.
    for (let at = 0; at < this.#kept.length; at++) {
      const kept = this.#kept[at];
      if (kept === undefined || isAsKept(kept)) continue;
      // Of what is frozen the holder says enough.
      const name = isFrozen(kept.holder) ? `${kept.of} (frozen)` : kept.name;
      if (names[names.length - 1] !== name) names[names.length] = name;
    }
    return names;
  }

  /** Puts back what was changed; names what it could not put back. */
  restore(): string[] {
    const lost: string[] = [];
    for (let at = 0; at < this.#kept.length; at++) {
      const kept = this.#kept[at];
      if (kept === undefined || isAsKept(kept)) continue;
      try {
        defineProperty(kept.holder, kept.key, kept.descriptor);
        if (!isAsKept(kept)) lost[lost.length] = kept.name;
      } catch {
        lost[lost.length] = kept.name;
      }
    }
    return lost;
  }
}

interface Kept {
  readonly name: string;
  /** Name of the holder. */
  readonly of: string;
  readonly holder: object;
  readonly key: string | symbol;
  readonly descriptor: PropertyDescriptor;
  /** Of accessors: `globalThis.process` gives another value without being another property. */
  readonly got: unknown;
}

// Captured at load.
const { getOwnPropertyDescriptor, defineProperty, is, isFrozen } = Object;

function isAsKept({ holder, key, descriptor, got }: Kept): boolean {
  const now = getOwnPropertyDescriptor(holder, key);
  if (now === undefined) return false;
  if (now.get !== descriptor.get || now.set !== descriptor.set || !is(now.value, descriptor.value)) return false;
  if (now.writable !== descriptor.writable || now.configurable !== descriptor.configurable) return false;
  return got === undefined || valueAt(holder, key) === got;
}

function valueAt(holder: object, key: string | symbol): unknown {
  try {
    return (holder as { [name: string | symbol]: unknown })[key];
  } catch {
    return undefined;
  }
}

/** What the judge itself is written with. Constructors with their prototypes. */
const CONSTRUCTORS = [
  'Object',
  'Function',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Symbol',
  'BigInt',
  'RegExp',
  'Promise',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Uint8Array',
  'Int32Array',
  'Float64Array',
  'Buffer',
] as const;
const NAMESPACES = ['JSON', 'Reflect', 'Atomics'] as const;
const GLOBALS = [
  ...CONSTRUCTORS,
  ...NAMESPACES,
  'Error',
  'Date',
  'Math',
  'Proxy',
  'process',
  'globalThis',
  'structuredClone',
] as const;

function keep(): Kept[] {
  const global = globalThis as unknown as { readonly [name: string]: unknown };
  const kept = GLOBALS.flatMap((name) => keepOne(globalThis, name, { name, of: 'globalThis' }));
  for (const name of CONSTRUCTORS) {
    const builtin = global[name] as { readonly prototype: object };
    kept.push(...keepAll(builtin, name), ...keepAll(builtin.prototype, `${name}.prototype`));
  }
  for (const name of NAMESPACES) kept.push(...keepAll(global[name] as object, name));
  const iterators = { array: [][Symbol.iterator](), map: new Map()[Symbol.iterator](), set: new Set()[Symbol.iterator]() };
  for (const [name, iterator] of Object.entries(iterators))
    kept.push(...keepAll(Object.getPrototypeOf(iterator), `%${name} iterator%`));
  return kept.concat(
    keepAll(Object.getPrototypeOf(Uint8Array), '%TypedArray%'),
    keepAll(typedArrays(), '%TypedArray%.prototype'),
    keepAll(Error.prototype, 'Error.prototype'),
  );
}

function typedArrays(): object {
  return Object.getPrototypeOf(Uint8Array.prototype);
}

function keepAll(holder: object, name: string): Kept[] {
  return Reflect.ownKeys(holder).flatMap((key) => keepOne(holder, key, { name: `${name}${nameOf(key)}`, of: name }));
}

function keepOne(holder: object, key: string | symbol, names: Pick<Kept, 'name' | 'of'>): Kept[] {
  const descriptor = getOwnPropertyDescriptor(holder, key);
  // What a regular expression matched last is told there, and is another thing after each match.
  if (descriptor === undefined || (holder === RegExp && descriptor.get !== undefined)) return [];
  const got = holder === globalThis && descriptor.get !== undefined ? valueAt(holder, key) : undefined;
  return [{ ...names, holder, key, descriptor, got }];
}

function nameOf(key: string | symbol): string {
  return typeof key === 'string' ? `.${key}` : `[${key.description ?? 'symbol'}]`;
}
