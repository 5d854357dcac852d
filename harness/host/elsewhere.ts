import { resolve } from 'node:path';
import type { Adapter } from '../contract/adapter.ts';

/** A place outside the store's directory that is part of its disk all the same. */
export interface Elsewhere {
  /** As the store knows it: absolute, without a slash at the end. */
  readonly from: string;
  /** Where it is below the root of a life: `/also/var/log/agent`. */
  readonly below: string;
  /** It is a directory that is there before the store comes. */
  readonly isDirectory: boolean;
}

/** Beside the store's directory, below the root of a life: what an adapter allows the store to write outside. */
const ALSO = '/also';

/** The places that an adapter names in `alsoWrites`. */
export function placesElsewhere({ alsoWrites = [] }: Pick<Adapter, 'alsoWrites'>): Elsewhere[] {
  return alsoWrites.map((path) => {
    const from = resolve(path);
    return { from, below: ALSO + from, isDirectory: path.endsWith('/') };
  });
}
