import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { adapterFamilies, builtinAdapters } from '../../adapters/registry.ts';
import { defects } from '../../fixtures/defects/index.ts';
import type { Adapter } from '../contract/adapter.ts';
import type { AdapterFamily } from '../contract/adapter-family.ts';
import { validateAdapter } from '../contract/define-adapter.ts';
import { Failure } from '../contract/failure.ts';
import { nearest } from '../contract/nearest.ts';

/** Where an adapter is to be had: plain data, since it is imported where the store runs. `shown` is what the user typed. */
export interface Target {
  readonly shown: string;
  /** URL of the module. */
  readonly url: string;
  /** For a family: the package to make an adapter of. */
  readonly package?: string;
}

/**
 * Finds what the user named: a file, a built-in store, `defect:<name>`, or `<family>:<package>`.
 *
 * @throws {Failure} CW_TARGET_MISSING, CW_TARGET_UNKNOWN.
 */
export function resolveTarget(shown: string): Target {
  const builtin = builtinAdapters[shown];
  if (builtin !== undefined) return { shown, url: builtin.href };
  const colon = shown.indexOf(':');
  const [prefix, rest] = [shown.slice(0, colon), shown.slice(colon + 1)];
  if (prefix === 'defect') return defectTarget(shown, rest);
  const family = colon === -1 ? undefined : adapterFamilies[prefix];
  if (family !== undefined && rest !== '') return { shown, url: family.href, package: rest };
  return fileTarget(shown);
}

function defectTarget(shown: string, name: string): Target {
  const defect = Object.hasOwn(defects, name) ? defects[name] : undefined;
  if (defect !== undefined) return { shown, url: defect.module.href };
  const near = nearest(name, Object.keys(defects));
  throw new Failure('CW_TARGET_UNKNOWN', `There is no defect called "${name}".`, {
    hint: near === undefined ? `The defects are ${Object.keys(defects).join(', ')}.` : `Did you mean defect:${near}?`,
  });
}

function fileTarget(shown: string): Target {
  const file = shown.startsWith('file:') ? fileURLToPath(shown) : path.resolve(shown);
  if (existsSync(file) && statSync(file).isFile()) return { shown, url: pathToFileURL(file).href };
  const names = [...Object.keys(builtinAdapters), ...Object.keys(adapterFamilies).map((name) => `${name}:<package>`), 'defect:<name>'];
  const near = nearest(shown, names);
  const what = existsSync(file) ? `${shown} is a directory, not an adapter module.` : `There is no file ${shown}, and no built-in store of that name.`;
  throw new Failure('CW_TARGET_MISSING', what, {
    hint: near === undefined ? `Name an adapter file, or one of ${names.join(', ')}.` : `Did you mean ${near}?`,
  });
}

/**
 * Imports the adapter. To be called where the store is to run, after its file system is in place.
 *
 * @throws {Failure} CW_ADAPTER_LOAD where the module does not load, and what `validateAdapter` throws.
 */
export async function loadAdapter(target: Target): Promise<Adapter> {
  const module = await importModule(target);
  if (target.package !== undefined) return (module['family'] as AdapterFamily).create(target.package);
  if (module['default'] === undefined) {
    throw new Failure('CW_ADAPTER_NO_DEFAULT', `${target.shown} has no default export; expected the adapter.`, {
      hint: 'export default defineAdapter({ name, claims, open })',
    });
  }
  return validateAdapter(module['default'], target.shown);
}

async function importModule({ shown, url }: Target): Promise<{ [name: string]: unknown }> {
  try {
    const ours = new URL('../../', import.meta.url).href;
    if (url.startsWith(ours)) return await import(url);
    // Imported only where it is needed: it takes longer than all else that a store's process does to begin.
    const { createJiti } = await import('jiti');
    // jiti understands TypeScript on every Node version, and finds this package for adapters of projects that have not installed it.
    const index = fileURLToPath(new URL(`../../index.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));
    const jiti = createJiti(url, { fsCache: false, moduleCache: true, alias: { crashworthy: index }, tryNative: !/\.[cm]?tsx?$/.test(url) });
    return await jiti.import(fileURLToPath(url));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('CW_ADAPTER_LOAD', `${shown} could not be loaded: ${text}`, { cause, hint: 'The file must be an ES module, CommonJS or TypeScript module that Node can import.' });
  }
}
