import { readFileSync } from 'node:fs';
import type { Mutant } from './mutant.ts';

/** Why a mutant is not killed by a failed MUST. */
export interface Explanation {
  readonly key: string;
  /** The only store that it is said of, where several share the file; absent: of each. */
  readonly store?: string;
  /** No caller can tell it from the store that it was made of, or what it does is as right. */
  readonly equivalent?: string;
  /** It is wrong, and the suites do not see it. */
  readonly missed?: string;
  /** It is wrong, and a SHOULD, a warning or a code says so, but no MUST. */
  readonly told?: string;
}

/** @param file of JSON, one explanation a line. @throws SyntaxError, or Error where a line is no explanation. */
export function readExplanations(file: string): Explanation[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      const explanation: Explanation = JSON.parse(line);
      const reasons = [explanation.equivalent, explanation.missed, explanation.told].filter(
        (reason) => typeof reason === 'string' && reason !== '',
      );
      if (typeof explanation.key !== 'string' || reasons.length !== 1)
        throw new Error(`${file}:${index + 1}: expected a key, and a reason under equivalent, missed or told`);
      return explanation;
    });
}

/** Those that are said of a store's mutants. */
export function explanationsOf(explanations: readonly Explanation[], store: string): Explanation[] {
  return explanations.filter((explanation) => explanation.store === undefined || explanation.store === store);
}

/** Explanations of what is no mutant of any store: the code has changed. */
export function staleExplanations(explanations: readonly Explanation[], mutants: readonly Mutant[]): Explanation[] {
  const keys = new Set(mutants.map(({ key }) => key));
  return explanations.filter(({ key }) => !keys.has(key));
}
