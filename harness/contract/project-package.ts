import type { JudgedPackage } from './adapter.ts';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { importIfThere, isInstalled, missingPackage, packageVersion } from './import-from-project.ts';

/**
 * What a module has to export: a function or class under each name. For a class, the methods that its instances must have; `[]` for a mere
 * function.
 */
export type Shape<T> = { readonly [K in keyof T & string]: readonly string[] };

/** Ranges of versions by the name of a package. */
export interface VersionRanges {
  readonly [packageName: string]: string;
}

/**
 * A package that the user's project has, for an adapter to present or to open its store with. It is no dependency and no peer of ours, so any
 * version may be found there: what an adapter uses of it is looked for first, and what is missing is said.
 */
export class ProjectPackage {
  readonly name: string;
  /** The range of versions that the adapter was written for; `undefined` for a package of which only the interface is known. */
  readonly writtenFor: string | undefined;
  readonly #family: VersionRanges;

  constructor(name: string, writtenFor: string | undefined, family: VersionRanges = {}) {
    this.name = name;
    this.writtenFor = writtenFor;
    this.#family = family;
  }

  /** A package that the user chose for a family: one of those that it was written for, or any other one of their interface. */
  static ofFamily(name: string, family: VersionRanges): ProjectPackage {
    return new ProjectPackage(name, Object.hasOwn(family, name) ? family[name] : undefined, family);
  }

  /** The package as a report names it, with its version where that is known. */
  judged(): JudgedPackage {
    const version = packageVersion(this.name);
    return {
      name: this.name,
      ...(version === undefined ? {} : { version }),
      ...(this.writtenFor === undefined ? {} : { writtenFor: this.writtenFor }),
    };
  }

  /**
   * What the package's module exports. Those of a CommonJS module may come as its default.
   *
   * @param subpath such as `/node`, for a module beside the main one.
   * @throws {Failure} CW_PACKAGE_MISSING, CW_PACKAGE_SHAPE. What the module throws while it loads is passed on.
   */
  async import<T extends object>(shape: Shape<T>, subpath = ''): Promise<T> {
    const module = await this.importAny(subpath);
    const fitting = placesOf(module).find((place) => fits(place, shape));
    if (fitting !== undefined) return fitting as T;
    throw this.misshapen(`${this.name}${subpath} to export ${describeShape(shape)}`, describeExports(module));
  }

  /** The namespace of the package's module, of which nothing is known. @throws {Failure} CW_PACKAGE_MISSING, CW_PACKAGE_SHAPE. */
  async importAny(subpath = ''): Promise<Record<string, unknown>> {
    if (!isInstalled(this.name)) throw missingPackage(this.name, this.#installable());
    const specifier = `${this.name}${subpath}`;
    const module = await importIfThere(specifier);
    if (module === undefined) throw this.misshapen(`a module ${specifier}`, 'none');
    return module;
  }

  /**
   * The same value as what the adapter takes it for, if it has these methods.
   *
   * @param what what it is, as in "`create()` to return ...".
   * @throws {Failure} CW_PACKAGE_SHAPE.
   */
  expect<T extends object>(value: unknown, what: string, methods: readonly (keyof T & string)[]): T {
    if (hasMethods(value, methods)) return value as T;
    throw this.misshapen(`${what} with the methods ${methods.join(', ')}`, describeValue(value));
  }

  /** The error that a package is not as the adapter knows it; each part is the end of a sentence. */
  misshapen(expected: string, found: string): Failure {
    const version = packageVersion(this.name);
    const installed = version === undefined ? this.name : `${this.name}@${version}`;
    const known = this.writtenFor === undefined ? Object.entries(this.#family) : [[this.name, this.writtenFor]];
    const written = known.length === 0 ? '' : ` It was written for ${known.map((one) => one.join(' ')).join(' and ')}.`;
    return new Failure(
      'CW_PACKAGE_SHAPE',
      `${installed} is not as the adapter knows it. Expected ${expected}; found ${found}.${written}`,
      {
        hint: `${this.writtenFor === undefined ? 'Write' : `npm install ${this.#installable()}, or write`} an adapter of your own around it, and name its file: npx crashworthy init`,
      },
    );
  }

  #installable(): string {
    return this.writtenFor === undefined ? this.name : JSON.stringify(`${this.name}@${this.writtenFor}`);
  }
}

/** Where a module's exports may be: it was compiled from an ES module, or is CommonJS, or both. */
function placesOf(module: Record<string, unknown>): unknown[] {
  const inner = module.default;
  const innermost = isObject(inner) && 'default' in inner ? inner.default : undefined;
  return [module, inner, innermost];
}

function fits(place: unknown, shape: Shape<Record<string, unknown>>): boolean {
  if (!isObject(place)) return false;
  const members = place as Record<string, unknown>;
  return Object.entries(shape).every(([name, methods]) => {
    if (!(name in members)) return false;
    const exported = members[name];
    return typeof exported === 'function' && (methods.length === 0 || hasMethods(exported.prototype, methods));
  });
}

/** Asked with `in`: to get it from a prototype, where it may be an accessor, can throw. */
function hasMethods(value: unknown, methods: readonly string[]): boolean {
  return isObject(value) && methods.every((method) => method in value);
}

function describeShape(shape: Shape<Record<string, unknown>>): string {
  return Object.entries(shape)
    .map(([name, methods]) =>
      methods.length === 0 ? `the function ${name}` : `the class ${name} with the methods ${methods.join(', ')}`,
    )
    .join(', and ');
}

/** What a module exports, as the end of "found ...". */
export function describeExports(module: Record<string, unknown>): string {
  const [, inner] = placesOf(module);
  const names = [...new Set([...Object.keys(module), ...(isObject(inner) ? Object.keys(inner) : [])])];
  if (names.length === 0) return 'nothing';
  return `the exports ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}`;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' || typeof value === 'function') && value !== null;
}
