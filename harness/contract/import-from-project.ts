import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import type { JudgedPackage } from './adapter.ts';
import { Failure } from './failure.ts';

/**
 * Imports a package that the user installed: resolved as an `import` from the working directory, and from this package's own
 * place where that fails. ESM-only and CommonJS packages both work; what comes back is the module's namespace, loaded by Node itself.
 *
 * @param specifier a package name, or a subpath such as `lowdb/node`.
 * @throws {Failure} CW_PACKAGE_MISSING where neither place has it. What the module throws while it loads is passed on.
 */
export async function importFromProject(specifier: string): Promise<Record<string, unknown>> {
  const module = await importIfThere(specifier);
  if (module === undefined) throw missingPackage(packageNameOf(specifier));
  return module;
}

/** The same; `undefined` where neither place has such a module, be the package there or not. */
export async function importIfThere(specifier: string): Promise<Record<string, unknown> | undefined> {
  const url = resolveFromProject(specifier);
  return url === undefined ? undefined : (import(url) as Promise<Record<string, unknown>>);
}

/** @param installable what to give to `npm install`: the name, with a range of versions where one is better than another. */
export function missingPackage(name: string, installable = name): Failure {
  return new Failure('CW_PACKAGE_MISSING', `The package ${name} is needed and was not found from ${process.cwd()}.`, {
    hint: `npm install ${installable}`,
  });
}

/** The version of the package that `importFromProject` would import; `undefined` if there is none, or it does not say. */
export function packageVersion(name: string): string | undefined {
  const version = manifestOf(name)?.version;
  return typeof version === 'string' ? version : undefined;
}

/** Whether a package of that name is there. It need not have a main module that can be imported. */
export function isInstalled(name: string): boolean {
  return resolveFromProject(name) !== undefined || manifestOf(name) !== undefined;
}

/** The package as a report names it, with its version where that is known. */
export function judgedPackage(name: string): JudgedPackage {
  const version = packageVersion(name);
  return version === undefined ? { name } : { name, version };
}

function manifestOf(name: string): Manifest | undefined {
  const url = resolveFromProject(name);
  // Not `name/package.json`: packages need not export it. The nearest manifest may be a nameless one that only sets the module type.
  if (url?.startsWith('file:') === true)
    return directoriesFrom(path.dirname(fileURLToPath(url)))
      .map(readManifest)
      .find((manifest) => manifest?.name === name);
  // A package of subpaths alone, or of another major than the one that has this module.
  return directoriesFrom(process.cwd())
    .map((directory) => readManifest(path.join(directory, 'node_modules', name)))
    .find((manifest) => manifest !== undefined);
}

/** The directory and all above it. */
function directoriesFrom(directory: string): string[] {
  const above = path.dirname(directory);
  return above === directory ? [directory] : [directory, ...directoriesFrom(above)];
}

/** What was found, by working directory and specifier. A store that imports its package whenever it is opened asks thousands of times. */
const resolutions = new Map<string, string>();

function resolveFromProject(specifier: string): string | undefined {
  const key = `${process.cwd()}\0${specifier}`;
  const known = resolutions.get(key);
  if (known !== undefined) return known;
  const resolved = resolveAnew(specifier);
  // What is missing now may be installed later.
  if (resolved !== undefined) resolutions.set(key, resolved);
  return resolved;
}

function resolveAnew(specifier: string): string | undefined {
  // The file need not exist: Node resolves from the directory it would be in.
  const fromHere = [pathToFileURL(path.join(process.cwd(), 'import-from-project.js')).href, import.meta.url];
  for (const parent of fromHere) {
    try {
      // Only its resolver is used; with a cache it would create a directory for it.
      const resolved: unknown = createJiti(parent, { fsCache: false }).esmResolve(specifier, { try: true });
      if (typeof resolved === 'string' && resolved !== '') return toUrl(resolved);
    } catch {
      // A package that is there without an entry point for `import` is as good as missing; the next place may have a better one.
    }
  }
  return undefined;
}

function toUrl(resolved: string): string {
  return path.isAbsolute(resolved) ? pathToFileURL(resolved).href : resolved;
}

interface Manifest {
  name?: unknown;
  version?: unknown;
}

function readManifest(directory: string): Manifest | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
