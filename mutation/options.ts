import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { STORES } from './stores.ts';

export interface MutantOptions {
  readonly stores: readonly string[];
  /** Every n-th mutant alone. */
  readonly every: number;
  /** Only mutants that the last whole run has not judged. */
  readonly missing: boolean;
  /** How many are judged at once. */
  readonly jobs: number;
  /** A part of the keys of those to judge. */
  readonly only: string;
  /** Whether what is found is to be what is known from now on, and the page of it. */
  readonly write: boolean;
}

export const USAGE = `mutants: changes the exemplary stores, one small change at a time, and counts how many of these are told as broken.

  --store NAME   only this one, may be repeated: ${STORES.map(({ name }) => name).join(', ')} (the first two)
  --every N      every n-th mutant alone (1)
  --only TEXT    those alone whose key has this in it
  --missing      those alone of which nothing is known
  --jobs N       how many at once (the processors)
  --write        keep what is found in mutation/outcomes.json and docs/mutation.md; without it, what is otherwise than there is an error`;

/** @throws TypeError or RangeError that says what is wrong with the arguments. */
export function parseOptions(argv: readonly string[]): MutantOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      store: { type: 'string', multiple: true },
      every: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      missing: { type: 'boolean', default: false },
      jobs: { type: 'string', default: String(availableParallelism()) },
      write: { type: 'boolean', default: false },
    },
  });
  const stores = values.store ?? ['json-file', 'jsonl-log'];
  const unknown = stores.find((store) => !STORES.some(({ name }) => name === store));
  if (unknown !== undefined) throw new RangeError(`--store: there is no ${unknown}`);
  return {
    stores,
    every: count('--every', values.every),
    only: values.only,
    missing: values.missing,
    jobs: count('--jobs', values.jobs),
    write: values.write,
  };
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${option}: expected a whole number from 1, found ${text}`);
  return value;
}
