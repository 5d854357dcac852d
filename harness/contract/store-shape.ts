/** What an object of a family's interface is known by. */
export interface StoreShape {
  /** As the end of "expected": `a SessionStore of @anthropic-ai/claude-agent-sdk`. */
  readonly what: string;
  /** What it has to have: methods, or properties. */
  readonly members: readonly string[];
}

/** A class or a function of a module that gives a store. */
export type StoreMaker =
  | { readonly kind: 'class'; readonly name: string; readonly make: new (argument: unknown) => unknown }
  | { readonly kind: 'function'; readonly name: string; readonly make: (argument: unknown) => unknown };

/** What a search in a module's exports came to. */
export type Found = StoreMaker | 'nothing' | 'an open store' | readonly StoreMaker[];

/**
 * Looks for what makes a store of this shape: the export of that name; else the class whose instances have the shape, the default export
 * before all others; else the default export, or the only one, if it can be called. Several classes of the shape are told as that.
 */
export function findMaker(module: object, { members }: StoreShape, exportName: string | undefined): Found {
  const exported = exportsOf(module);
  if (exportName !== undefined) {
    const asked = exported.find(([name]) => name === exportName)?.[1];
    return makerOf(exportName, asked) ?? (hasMembers(asked, members) ? 'an open store' : 'nothing');
  }
  const makers = exported.flatMap(([name, value]) => makerOf(name, value) ?? []).filter((maker) => mayFit(maker, members));
  const fitting = makers.filter(({ make }) => hasMembers(make.prototype, members));
  const first = makers.find(({ name }) => name === 'default');
  if (first !== undefined && (fitting.includes(first) || fitting.length === 0)) return first;
  const [chosen, ...others] = fitting.length === 0 ? makers : fitting;
  if (chosen !== undefined && others.length === 0) return chosen;
  if (fitting.length > 1) return fitting;
  return exported.some(([, value]) => hasMembers(value, members)) ? 'an open store' : 'nothing';
}

/** Asked with `in`: a method may be an accessor of the prototype, which throws there. */
export function hasMembers(value: unknown, members: readonly string[]): value is object {
  const object = (typeof value === 'object' || typeof value === 'function') && value !== null;
  return object && members.every((member) => member in value);
}

/** A class with other methods is something else; one without any may give its instances methods of their own. */
function mayFit({ kind, make }: StoreMaker, members: readonly string[]): boolean {
  return kind === 'function' || hasMembers(make.prototype, members) || Object.getOwnPropertyNames(make.prototype).length <= 1;
}

/** Each value once, by the first of its names. A CommonJS module's exports come as `default`. */
function exportsOf(module: object): [name: string, value: unknown][] {
  const inner = 'default' in module && typeof module.default === 'object' && module.default !== null ? module.default : {};
  const all = [...Object.entries(inner), ...Object.entries(module)];
  const byDefault = all.filter(([name]) => name === 'default');
  return [...byDefault, ...all].filter(([, value], at, list) => list.findIndex(([, other]) => other === value) === at);
}

function makerOf(name: string, value: unknown): StoreMaker | undefined {
  if (typeof value !== 'function') return undefined;
  // A class cannot be called; what was compiled to a function and has methods is meant to be constructed.
  const isClass =
    /^class\b/.test(Function.prototype.toString.call(value)) || Object.getOwnPropertyNames(value.prototype ?? {}).length > 1;
  return isClass
    ? { kind: 'class', name, make: value as new (argument: unknown) => unknown }
    : { kind: 'function', name, make: value as (argument: unknown) => unknown };
}
