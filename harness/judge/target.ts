import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { adapterFamilies, builtinAdapters } from '../../adapters/registry.ts';
import { defectAt, defectFile, defectFiles } from '../../fixtures/defects/defect-files.ts';
import { incidents } from '../../fixtures/incidents/index.ts';
import type { Adapter } from '../contract/adapter.ts';
import type { AdapterFamily } from '../contract/adapter-family.ts';
import { sourceOf } from '../contract/adapter-source.ts';
import { commandWords } from '../contract/command-words.ts';
import { validateAdapter } from '../contract/define-adapter.ts';
import { Failure } from '../contract/failure.ts';
import { isPath, memberWords } from '../contract/member-words.ts';
import { nearest } from '../contract/nearest.ts';
import type { PoolAdapter } from '../contract/pool.ts';
import type { RegistryAdapter } from '../contract/registry.ts';
import { namesServices, type ServedAdapter, validateServedAdapter } from '../contract/served-adapter.ts';
import { isStdioProgram, type StdioProgram, validateStdioProgram } from '../contract/stdio-program.ts';
import { errorText } from '../host/problem.ts';
import { NamesProgram } from '../host/stdio/names-program.ts';
import type { ProgramCommand } from '../host/stdio/program.ts';
import { type StdioAdapterOptions, stdioAdapter } from '../host/stdio/stdio-adapter.ts';
import type { GivenClaims } from '../verdict/given-claims.ts';
import { claiming, saysItself } from './claiming.ts';
import { type ImportedModule, importAdapterModule } from './import-adapter-module.ts';
import { kindOf } from './subjects/index.ts';

/** Where an adapter is to be had: plain data, since it is imported where the store runs. `shown` is what the user typed. */
export interface Target {
  readonly shown: string;
  /** URL of the module; of a program, `stdio:` and its command line. */
  readonly url: string;
  /** For a program over stdio: its words. */
  readonly stdio?: readonly string[];
  /** What a module was found to export: a program over stdio. */
  readonly program?: ProgramCommand;
  /** For a family: the package or file to make an adapter of, as it was typed. */
  readonly member?: string;
  /** For a family whose member is a file: its URL. */
  readonly memberUrl?: string;
  /** In place of those that its adapter has. */
  readonly claims?: GivenClaims;
  /** For an adapter that was handed over as an object: the name that the module's default export must have. */
  readonly adapterName?: string;
}

/** In front of the command line of a program over stdio, where a target is one text. */
export const STDIO_PREFIX = 'stdio:';

/** An adapter of whatever kind of subject. */
export type JudgedAdapter = Adapter | ServedAdapter | PoolAdapter | RegistryAdapter;

const CONTRACT_HINT = 'export default defineAdapter({ name, claims, open })';

/**
 * Finds what the user named: a file, a built-in store, `defect:<name>`, `incident:<number>/<stage>`, `<family>:<package or file>`, or `stdio:<command line>`.
 *
 * @throws {Failure} CW_TARGET_MISSING, CW_TARGET_UNKNOWN, CW_STDIO_COMMAND.
 */
export function resolveTarget(shown: string): Target {
  const builtin = builtinAdapters[shown];
  if (builtin !== undefined) return { shown, url: builtin.href };
  if (shown.startsWith(STDIO_PREFIX)) return { shown, url: shown, stdio: commandWords(shown.slice(STDIO_PREFIX.length)) };
  const colon = shown.indexOf(':');
  const [prefix, rest] = [shown.slice(0, colon), shown.slice(colon + 1)];
  if (prefix === 'defect') return defectTarget(shown, rest);
  if (prefix === 'incident') return incidentTarget(shown, rest);
  const family = colon === -1 ? undefined : adapterFamilies[prefix];
  if (family !== undefined && rest !== '') return memberTarget(shown, family, rest);
  return shown.startsWith('file:') && URL.canParse(shown) ? targetOfUrl(new URL(shown)) : fileTarget(shown);
}

/** The same. @param claims in place of those of the adapter. @throws {Failure} as `resolveTarget`; CW_CLAIMS_PROGRAM. */
export function resolveClaimingTarget(shown: string, claims: GivenClaims | undefined): Target {
  const target = resolveTarget(shown);
  if (claims === undefined) return target;
  if (target.stdio !== undefined) throw saysItself(shown);
  return { ...target, claims };
}

/**
 * Where an adapter that is at hand as an object is to be had.
 *
 * @throws {Failure} CW_ADAPTER_NO_SOURCE where it is not known which file defines it; what `validateAdapter` throws.
 */
export function targetOfAdapter(value: JudgedAdapter): Target {
  const adapter = kindOf(value).validate(value, 'the adapter');
  const file = sourceOf(adapter);
  if (file === undefined) throw noSource(adapter.name, 'was not made with defineAdapter or definePool in a file of its own');
  return { ...targetOfUrl(pathToFileURL(file)), adapterName: adapter.name };
}

/** The target of a module, shown as people write it: the name of a store of ours, or a path relative to the working directory. */
export function targetOfUrl(url: URL): Target {
  const builtin = Object.entries(builtinAdapters).find(([, { href }]) => href === url.href);
  if (builtin !== undefined) return { shown: builtin[0], url: url.href };
  const defect = defectAt(url);
  if (defect !== undefined) return { shown: `defect:${defect.name}`, url: url.href };
  const incident = Object.entries(incidents).find(([, { module }]) => module.href === url.href);
  if (incident !== undefined) return { shown: `incident:${incident[0]}`, url: url.href };
  if (url.protocol !== 'file:') {
    throw new Failure('CW_TARGET_MISSING', `Expected the URL of a file; found ${url.href}.`, {
      hint: 'Use new URL("./my-store.adapter.ts", import.meta.url).',
    });
  }
  const relative = path.relative(process.cwd(), fileURLToPath(url));
  return fileTarget(path.isAbsolute(relative) || relative.startsWith('..') ? relative : `./${relative}`);
}

function noSource(name: string, why: string): Failure {
  return new Failure(
    'CW_ADAPTER_NO_SOURCE',
    `The adapter "${name}" ${why}; a store is loaded again in a thread of its own, so its file must be known.`,
    {
      hint: 'Make the adapter the default export of a module, and pass the path or URL of that module instead of the object.',
    },
  );
}

/** A member that is written as a path is a file. So is one of a file's name that is there, since no package has such a name. */
function memberTarget(shown: string, family: URL, member: string): Target {
  const target = { shown, url: family.href, member };
  const [whole, { module }] = [path.resolve(member), memberWords(member)];
  const file = existsSync(whole) ? whole : path.resolve(module);
  if (existsSync(file) && statSync(file).isFile() && (isPath(module) || /\.[cm]?[jt]sx?$/.test(module)))
    return { ...target, memberUrl: pathToFileURL(file).href };
  if (!isPath(module)) return target;
  throw new Failure('CW_TARGET_MISSING', `There is no file ${module}.`, {
    hint: `Name a file with such a store, or an installed package: ${shown.slice(0, shown.indexOf(':'))}:<package>.`,
  });
}

function defectTarget(shown: string, name: string): Target {
  const defect = defectFile(name);
  if (defect !== undefined) return { shown, url: defect.module.href };
  const names = defectFiles().map((one) => one.name);
  const near = nearest(name, names);
  throw new Failure('CW_TARGET_UNKNOWN', `There is no defect called "${name}".`, {
    hint: near === undefined ? `The defects are ${names.join(', ')}.` : `Did you mean defect:${near}?`,
  });
}

function incidentTarget(shown: string, name: string): Target {
  const incident = Object.hasOwn(incidents, name) ? incidents[name] : undefined;
  if (incident !== undefined) return { shown, url: incident.module.href };
  const stages = Object.keys(incidents).filter((known) => known.startsWith(`${name}/`));
  if (stages.length > 0) {
    throw new Failure('CW_TARGET_UNKNOWN', `Incident ${name} is several stores, one for each stage.`, {
      hint: `Name one of ${stages.map((stage) => `incident:${stage}`).join(', ')}.`,
    });
  }
  const near = nearest(name, Object.keys(incidents));
  throw new Failure('CW_TARGET_UNKNOWN', `There is no incident "${name}".`, {
    hint: near === undefined ? 'crashworthy list incidents lists them.' : `Did you mean incident:${near}?`,
  });
}

function fileTarget(shown: string): Target {
  const file = path.resolve(shown);
  if (existsSync(file) && statSync(file).isFile()) return { shown, url: pathToFileURL(file).href };
  const names = [
    ...Object.keys(builtinAdapters),
    ...Object.keys(adapterFamilies).map((name) => `${name}:<package>`),
    'defect:<name>',
    'incident:<number>/<stage>',
  ];
  const near = nearest(shown, names);
  const what = existsSync(file)
    ? `${shown} is a directory, not an adapter module.`
    : `There is no file ${shown}, and no built-in store of that name.`;
  throw new Failure('CW_TARGET_MISSING', what, {
    hint: near === undefined ? `Name an adapter file, or one of ${names.join(', ')}.` : `Did you mean ${near}?`,
  });
}

/**
 * Imports the adapter of a store. To be called where the store is to run, after its file system is in place.
 *
 * @param stdio how a program over stdio runs there; absent where none can.
 * @throws {Failure} CW_HOST_STORES of another kind of subject, CW_STDIO_HOST; what `loadExport`, `validateAdapter` and `stdioAdapter` throw.
 */
export async function loadAdapter(target: Target, stdio?: StdioAdapterOptions): Promise<Adapter> {
  const exported = await loadExport(target);
  const program = stdioProgramOf(exported, target);
  if (program !== undefined) {
    if (stdio === undefined) throw needsProcesses(target, commandOf(program));
    return stdioAdapter(commandOf(program), stdio);
  }
  const { kind } = kindOf(exported);
  if (kind === 'store') return validateAdapter(exported, target.shown);
  throw new Failure('CW_HOST_STORES', `${target.shown} is a ${kind}, and in real processes only stores can be judged.`, {
    hint: 'Leave --host out: it is judged where time and disk are simulated.',
  });
}

/**
 * Imports the adapter of a store on a server, where it is to run.
 *
 * @throws {Failure} CW_HOST_SERVED of another kind of subject; what `loadExport` and `validateServedAdapter` throw.
 */
export async function loadServedAdapter(target: Target): Promise<ServedAdapter> {
  const exported = await loadExport(target);
  if (namesServices(exported)) return validateServedAdapter(exported, target.shown);
  throw new Failure('CW_HOST_SERVED', `${target.shown} names no server that it keeps its sessions on.`, {
    hint: "Leave --host out, or add services: ['postgres'] or services: ['redis'] to the adapter, and take the URL from `open({ services })`.",
  });
}

/** The program that a target exports, if it is no adapter but that. @throws {Failure} CW_ADAPTER_KEY. */
export function stdioProgramOf(exported: unknown, { shown }: Target): StdioProgram | undefined {
  return isStdioProgram(exported) ? validateStdioProgram(exported, shown) : undefined;
}

/** How to start the program that a module names. */
export function commandOf({ stdio, ...place }: StdioProgram): ProgramCommand {
  return { argv: stdio, ...place };
}

/** A program does not run where the file system is simulated. */
export function needsProcesses({ shown }: Target, program: ProgramCommand): NamesProgram {
  return new NamesProgram(`${shown} is a program over stdio, and on --host simulated only JavaScript runs.`, program);
}

/**
 * Imports what a target exports: the adapter of some kind of subject, which nobody has looked at yet.
 *
 * @throws {Failure} CW_ADAPTER_LOAD where the module does not load, CW_ADAPTER_NO_DEFAULT, CW_ADAPTER_NO_SOURCE.
 * @param onTransform called again and again while it is loaded, as a sign that something goes on.
 */
export async function loadExport(target: Target, onTransform?: () => void): Promise<unknown> {
  return claiming(await exportOf(target, onTransform), target.claims, target.shown);
}

async function exportOf(target: Target, onTransform?: () => void): Promise<unknown> {
  if (target.stdio !== undefined) return { stdio: target.stdio } satisfies StdioProgram;
  const module = await importOf(target, onTransform);
  if (target.member !== undefined) return memberAdapter(module.family as AdapterFamily, target.member, target, onTransform);
  const exported = defaultExportOf(module);
  if (target.adapterName !== undefined) {
    const found = typeof exported === 'object' && exported !== null && 'name' in exported ? exported.name : undefined;
    if (found !== target.adapterName)
      throw noSource(target.adapterName, `is not the default export of ${target.shown}, which defines it`);
  }
  if (exported === undefined) {
    throw new Failure('CW_ADAPTER_NO_DEFAULT', `${target.shown} has no default export; expected the adapter.`, {
      hint: CONTRACT_HINT,
    });
  }
  return exported;
}

/** A file of the user's is loaded as adapters are, so that it may be TypeScript. */
async function memberAdapter(
  family: AdapterFamily,
  member: string,
  { shown, memberUrl }: Target,
  onTransform?: () => void,
): Promise<unknown> {
  return family.create(member, memberUrl === undefined ? undefined : await importOf({ shown, url: memberUrl }, onTransform));
}

async function importOf({ shown, url, adapterName }: Target, onTransform?: () => void): Promise<ImportedModule> {
  try {
    return await importAdapterModule(url, onTransform);
  } catch (cause) {
    const text = errorText(cause);
    if (adapterName !== undefined)
      throw noSource(adapterName, `is defined in ${shown}, which could not be loaded again (${text})`);
    if (cause instanceof Failure) throw cause;
    throw new Failure('CW_ADAPTER_LOAD', `${shown} could not be loaded: ${text}`, {
      cause,
      hint: 'The file must be an ES module, CommonJS or TypeScript module that Node can import.',
    });
  }
}

/** A CommonJS module exports the adapter itself, or as `exports.default` if it was compiled from an ES module. */
function defaultExportOf(module: ImportedModule): unknown {
  if (!('default' in module)) return types.isModuleNamespaceObject(module) || '__esModule' in module ? undefined : module;
  const exported = module.default;
  const compiled = typeof exported === 'object' && exported !== null && '__esModule' in exported && 'default' in exported;
  return compiled ? exported.default : exported;
}
