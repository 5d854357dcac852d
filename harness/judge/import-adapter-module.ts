import { fileURLToPath } from 'node:url';
import type { JitiOptions, TransformOptions } from 'jiti';
import { defineAdapter } from '../contract/define-adapter.ts';
import { definePool } from '../contract/define-pool.ts';
import { defineRegistry } from '../contract/define-registry.ts';
import { Failure } from '../contract/failure.ts';
import { defineConfig } from './config/config.ts';
import { definiteFields, withLegacyDecorators } from './legacy-decorators.ts';

export interface ImportedModule {
  readonly [name: string]: unknown;
}

/** Shared by every copy of this package in the thread: the adapter's project may have one of its own. */
const LOADING = Symbol.for('crashworthy.loading-adapter');

/**
 * What `import 'crashworthy'` gives to an adapter that jiti loads: this very package, whichever version the project has, and without
 * the parts that an adapter has no use for, which would have to be loaded in every thread.
 */
const WHAT_ADAPTERS_IMPORT = { defineAdapter, definePool, defineRegistry, defineConfig, Failure, judge: refuseWhileLoading };

/**
 * A module that judges its own adapter, at its top level, would be loaded by the run that it starts, without end.
 *
 * @throws {Failure} CW_ADAPTER_LOAD in threads and processes that stores run in.
 */
export function refuseWhileLoading(): void {
  if (!(LOADING in globalThis)) return;
  throw new Failure('CW_ADAPTER_LOAD', 'The module calls judge while its adapter is being loaded in order to be judged.', {
    hint: 'Put the adapter into a file of its own, which judges nothing.',
  });
}

/**
 * Imports the module of an adapter: one of ours, or one of the user's in JavaScript or TypeScript, whether or not the project has
 * installed this package. What the module throws is passed on.
 *
 * @param onTransform called before each file is transformed: a graph of a thousand files takes its time, and is no loop.
 */
export async function importAdapterModule(url: string, onTransform?: () => void): Promise<ImportedModule> {
  Object.assign(globalThis, { [LOADING]: true });
  return importUserModule(url, onTransform);
}

/** The same of a module that is no adapter, where nothing is judged. */
export async function importUserModule(url: string, onTransform?: () => void): Promise<ImportedModule> {
  if (url.startsWith(new URL('../../', import.meta.url).href)) return import(url);
  // Imported only where it is needed: it takes longer than all else that a store's process does to begin.
  const { createJiti } = await import('jiti');
  const options: JitiOptions = {
    fsCache: false,
    moduleCache: true,
    // Without a default export there shall be none, so that the user is told.
    interopDefault: false,
    virtualModules: { crashworthy: WHAT_ADAPTERS_IMPORT },
    alias: { 'crashworthy/adapters': ourPath('adapters'), 'crashworthy/fixtures': ourPath('fixtures/index') },
    // As `tsx` does; whoever has no `paths` has lost nothing.
    tsconfigPaths: TYPESCRIPT.test(url),
    // jiti understands TypeScript on every version of Node; everything else is best left to Node itself.
    tryNative: !TYPESCRIPT.test(url),
    transformOptions: { babel: { plugins: [definiteFields] } },
  };
  const plain = createJiti(url, options);
  const transform = (source: TransformOptions): string => {
    onTransform?.();
    return plain.transform(source);
  };
  const jiti = createJiti(url, { ...options, transform: withLegacyDecorators(transform) });
  return jiti.import(fileURLToPath(url));
}

const TYPESCRIPT = /\.[cm]?tsx?$/;

function ourPath(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}
