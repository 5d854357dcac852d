import path from 'node:path';
import type { ServiceKind } from '../../harness/contract/served-adapter.ts';

/** How a storage on a server is constructed. */
export interface ServedPreset {
  readonly service: ServiceKind;
  args(url: string): readonly unknown[];
}

const SERVED: { readonly [packageName: string]: ServedPreset } = {
  // Left to itself it says that a write was done which was not, and tells the error beside it.
  '@keyv/redis': { service: 'redis', args: (url) => [url, { throwOnErrors: true }] },
  '@keyv/postgres': { service: 'postgres', args: (uri) => [{ uri }] },
};

/** Of storages that keep everything below `dir`. */
const IN_FILES: { readonly [packageName: string]: (dir: string) => readonly unknown[] } = {
  '@keyv/sqlite': (dir) => [{ uri: `sqlite://${path.join(dir, 'keyv.sqlite')}` }],
};

export function servedPresetOf(packageName: string): ServedPreset | undefined {
  return Object.hasOwn(SERVED, packageName) ? SERVED[packageName] : undefined;
}

/** What a storage is constructed with that keeps everything below `dir`: `{ filename }`, unless it is known to take something else. */
export function argsInFiles(packageName: string, dir: string): readonly unknown[] {
  const known = Object.hasOwn(IN_FILES, packageName) ? IN_FILES[packageName] : undefined;
  return known?.(dir) ?? [{ filename: path.join(dir, 'keyv.json') }];
}
