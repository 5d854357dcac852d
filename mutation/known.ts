import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Mutant, Outcome } from './mutant.ts';

/** What the last whole run found of each mutant, by store and key. */
export class KnownOutcomes {
  readonly #file: string;
  readonly #stores: { [store: string]: { [key: string]: string } };

  constructor(file: string) {
    this.#file = file;
    this.#stores = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  }

  /** As `must CRASH-1`; `undefined` if it has not been judged. */
  of(store: string, { key }: Mutant): string | undefined {
    return this.#stores[store]?.[key];
  }

  set(store: string, { key }: Mutant, outcome: Outcome): void {
    const known = this.#stores[store] ?? {};
    known[key] = told(outcome);
    this.#stores[store] = known;
  }

  /** Keys of what was judged once and is no mutant any more. */
  stale(store: string, mutants: readonly Mutant[]): string[] {
    const keys = new Set(mutants.map(({ key }) => key));
    return Object.keys(this.#stores[store] ?? {}).filter((key) => !keys.has(key));
  }

  /** Writes what is known of these mutants, in their order, and of other stores what was known. */
  save(store: string, mutants: readonly Mutant[]): void {
    const known = this.#stores[store] ?? {};
    this.#stores[store] = Object.fromEntries(mutants.flatMap(({ key }) => (known[key] === undefined ? [] : [[key, known[key]]])));
    writeFileSync(this.#file, `${JSON.stringify(this.#stores, null, 2)}\n`);
  }
}

/** In one line. */
export function told(outcome: Outcome): string {
  return outcome.kind === 'survived' ? outcome.kind : `${outcome.kind} ${outcome.by}`;
}
