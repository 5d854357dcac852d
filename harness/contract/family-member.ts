import type { JudgedPackage } from './adapter.ts';
import type { MemberFile } from './adapter-family.ts';
import type { Claims } from './claims.ts';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { isPath, memberWords } from './member-words.ts';
import type { OpenContext } from './open-context.ts';
import { describeExports, ProjectPackage, type VersionRanges } from './project-package.ts';
import type { ServedContext, ServiceKind } from './served-adapter.ts';
import type { ServedClaims } from './served-claims.ts';
import { findMaker, hasMembers, type StoreMaker, type StoreShape } from './store-shape.ts';

/** What a member is opened with: also what stores on servers get, where it is one. */
export type MemberContext = OpenContext & Partial<Pick<ServedContext, 'services' | 'ttlMs'>>;

/** What is known of one export of a published package, beyond the interface. */
export interface KnownStore {
  /** What its documentation promises otherwise than most of the family. */
  readonly claims?: Partial<Claims> | Partial<ServedClaims>;
  /** The servers that it keeps its sessions on; absent where they are below the directory. */
  readonly services?: readonly ServiceKind[];
  /** Packages that it needs and does not bring along. */
  readonly needs?: VersionRanges;
  /** What it is constructed or called with to keep everything below `dir`. Absent: what others of the family are given. A promise is awaited. */
  argument?(context: MemberContext): unknown;
  /** How it is made where not by its constructor. */
  make?(exported: KnownClass, context: MemberContext): unknown;
}

/** A class of a package of which its static methods are known. */
interface KnownClass {
  readonly [staticMethod: string]: (...args: string[]) => unknown;
}

/** By package, then by export. */
export interface KnownStores {
  readonly [packageName: string]: { readonly [exportName: string]: KnownStore };
}

/** What a family is, for the members that it is asked for. */
export interface FamilyFacts {
  readonly name: string;
  /** The versions of packages that it was written for, that of the interface among them. */
  readonly writtenFor: VersionRanges;
  readonly shape: StoreShape;
  /** What the interface promises. */
  readonly claims: Claims;
  readonly known: KnownStores;
  /** What a class of the family is constructed with. Absent: with the directory. */
  argument?(context: MemberContext): unknown;
}

interface DeclaredStore {
  readonly name: string;
  readonly package?: JudgedPackage;
  readonly claims: Claims;
}

type Declared =
  | DeclaredStore
  | (Omit<DeclaredStore, 'claims'> & { readonly claims: ServedClaims; readonly services: readonly ServiceKind[] });

/**
 * One store of a family: an export of a package that the user's project has, or of a file of the user's. A class is constructed with the store's
 * directory, unless the package is known to take something else, or with what `open` gets where the file names servers; a function is called with that always.
 */
export class FamilyMember {
  readonly #family: FamilyFacts;
  readonly #member: string;
  readonly #module: string;
  readonly #exportName: string | undefined;
  readonly #file: MemberFile | undefined;
  readonly #package: ProjectPackage;
  readonly #subpath: string;

  constructor(family: FamilyFacts, member: string, file?: MemberFile) {
    this.#family = family;
    const { module, exportName = soleOf(family.known, member) } = memberWords(member);
    this.#member = member;
    this.#module = module;
    this.#exportName = exportName;
    this.#file = file;
    const parts = module.split('/');
    const length = module.startsWith('@') ? 2 : 1;
    const packageName = isPath(module) ? module : parts.slice(0, length).join('/');
    this.#package = ProjectPackage.ofFamily(packageName, family.writtenFor);
    this.#subpath = module.slice(packageName.length);
  }

  /** `FAMILY:MEMBER`, as a name of an adapter may be written. */
  get name(): string {
    return `${this.#family.name}:${this.#member}`.replaceAll(/[^A-Za-z0-9._:@/-]/g, '-');
  }

  /** All of an adapter but `open`: one of a store on a server, if the package is known to be one, or the user's file exports `services`. */
  declared(): Declared {
    const common = { name: this.name, ...this.#judged() };
    const services = this.#file === undefined ? this.#known(this.#exportName)?.services : this.#file.services;
    // Whoever defines the adapter checks what a file says.
    if (services !== undefined)
      return { ...common, claims: this.claims() as ServedClaims, services: services as readonly ServiceKind[] };
    return { ...common, claims: this.claims() };
  }

  /** The key `package` of an adapter; of a file there is none. */
  #judged(): { package?: JudgedPackage } {
    return this.#file === undefined ? { package: this.#package.judged() } : {};
  }

  /** What the interface promises, with what is known of the package, or what the user's file claims in its export `claims`. */
  claims(): Claims {
    const { claims } = this.#family;
    if (this.#file === undefined) return { ...claims, ...(this.#known(this.#exportName)?.claims as Partial<Claims> | undefined) };
    const own = this.#file.claims;
    if (own === undefined) return claims;
    if (typeof own === 'object' && own !== null && !Array.isArray(own)) return { ...claims, ...own };
    throw new Failure('CW_FAMILY_FILE', `${this.#module}: \`claims\` must be an object of claims; found ${describeValue(own)}.`, {
      hint: "Export what your store promises beyond the interface, such as `export const claims = { writers: 'many-processes' }`, or nothing.",
    });
  }

  /**
   * A new store of the member's.
   *
   * @throws {Failure} CW_PACKAGE_MISSING, CW_PACKAGE_SHAPE or, of a file, CW_FAMILY_FILE; CW_FAMILY_EXPORT where several exports are such a
   *   store. What the store throws when it is made is passed on.
   */
  async open<T extends object>(context: MemberContext): Promise<T> {
    return (await this.opener<T>())(context);
  }

  /** The same in two steps, for families that make a store of each session. */
  async opener<T extends object>(): Promise<(context: MemberContext) => Promise<T>> {
    for (const [name, versions] of Object.entries(this.#known(this.#exportName)?.needs ?? {}))
      await new ProjectPackage(name, versions).importAny();
    const maker = await this.#maker();
    return async (context) => {
      const store: unknown = await this.#made(maker, context);
      const { what, members } = this.#family.shape;
      if (hasMembers(store, members)) return store as T;
      throw this.#misshapen(`${maker.name} to give ${what}, with ${members.join(', ')}`, describeValue(store));
    };
  }

  async #maker(): Promise<StoreMaker> {
    const exportName = this.#exportName;
    const module = this.#file ?? (await this.#package.importAny(this.#subpath));
    const { what, members } = this.#family.shape;
    const found = findMaker(module, this.#family.shape, exportName);
    const place = exportName === undefined ? 'an export' : `its export ${exportName}`;
    const expected = `${place} to be ${what}: a class with ${members.join(', ')}, or a function ({ dir, onError }) that returns one`;
    if (found === 'nothing') throw this.#misshapen(expected, describeExports(module));
    if (found === 'an open store')
      throw this.#misshapen(expected, 'a store that is open already, which cannot be opened again after a crash');
    if (!('make' in found)) throw this.#several(found.map(({ name }) => name));
    return found;
  }

  async #made(maker: StoreMaker, context: MemberContext): Promise<unknown> {
    const known = this.#known(maker.name);
    if (maker.kind === 'function') return maker.make(known?.argument === undefined ? context : await known.argument(context));
    if (known?.make !== undefined) return known.make(maker.make as unknown as KnownClass, context);
    const { argument = this.#namesServices ? all : directory } = { ...this.#family, ...known };
    return new maker.make(await argument(context));
  }

  get #namesServices(): boolean {
    return this.#file?.services !== undefined;
  }

  #known(exportName: string | undefined): KnownStore | undefined {
    const exports = this.#file === undefined ? this.#family.known[this.#module] : undefined;
    return exportName !== undefined && exports !== undefined && Object.hasOwn(exports, exportName)
      ? exports[exportName]
      : undefined;
  }

  #several(names: readonly string[]): Failure {
    const module = this.#module;
    return new Failure('CW_FAMILY_EXPORT', `${module} exports several stores of ${this.#family.name}: ${names.join(', ')}.`, {
      hint: `Name one of them: ${names.map((name) => `${this.#family.name}:${module}:${name}`).join(' or ')}.`,
    });
  }

  #misshapen(expected: string, found: string): Failure {
    if (this.#file === undefined) return this.#package.misshapen(expected, found);
    const versions = Object.entries(this.#family.writtenFor).map((one) => one.join(' '));
    const message = `${this.#module} is no ${this.#family.name}. Expected ${expected}; found ${found}. The family was written for ${versions.join(' and ')}.`;
    return new Failure('CW_FAMILY_FILE', message, {
      hint: 'Export such a class or function; where it takes other arguments, export default ({ dir }) => new MyStore(...).',
    });
  }
}

function all(context: MemberContext): MemberContext {
  return context;
}

function directory({ dir }: MemberContext): string {
  return dir;
}

/** The only export of the package that the family knows, which then need not be named. */
function soleOf(known: KnownStores, packageName: string): string | undefined {
  const names = Object.hasOwn(known, packageName) ? Object.keys(known[packageName] ?? {}) : [];
  return names.length === 1 ? names[0] : undefined;
}
