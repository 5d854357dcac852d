import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../../contract/failure.ts';
import { errorText } from '../../host/problem.ts';
import { importUserModule } from '../import-adapter-module.ts';
import { type Config, validateConfig } from './config.ts';

const NAMES = ['ts', 'mts', 'js', 'mjs'].map((extension) => `crashworthy.config.${extension}`);

/** A configuration, and where it was found: what it names is relative to that directory. */
export interface FoundConfig {
  readonly directory: string;
  readonly config: Config;
}

/**
 * The configuration of a directory: its own, or that of the nearest one above it; `undefined` where there is none.
 *
 * @throws {Failure} CW_CONFIG: it does not load, has no default export, or is none.
 */
export async function findConfig(directory: string): Promise<FoundConfig | undefined> {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    const file = NAMES.map((name) => path.join(at, name)).find((one) => existsSync(one));
    if (file !== undefined) return { directory: at, config: await load(file, path.relative(directory, file)) };
    if (path.dirname(at) === at) return undefined;
  }
}

async function load(file: string, shown: string): Promise<Config> {
  let module: { readonly [name: string]: unknown };
  try {
    module = await importUserModule(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('CW_CONFIG', `${shown} could not be loaded: ${errorText(error)}`, { cause: error });
  }
  if (!('default' in module)) {
    throw new Failure('CW_CONFIG', `${shown} has no default export.`, {
      hint: 'export default defineConfig({ targets: [...] })',
    });
  }
  return validateConfig(module.default, shown);
}
