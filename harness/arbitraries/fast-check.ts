import type { Arbitrary } from 'fast-check';

/**
 * What is used of fast-check. Arbitraries are made by the user's own copy of it, whose properties run them; its types are no more than what all versions
 * since 3.0 have, since those of one copy are not those of another.
 */
export interface FastCheck {
  array<T>(each: Drawn<T>, bounds: { minLength?: number; maxLength?: number }): Drawn<T[]>;
  constantFrom<T>(...values: T[]): Drawn<T>;
  nat(bounds: { max: number }): Drawn<number>;
  oneof<T>(...choices: { weight: number; arbitrary: Drawn<T> }[]): Drawn<T>;
  tuple<T extends unknown[]>(...parts: { [K in keyof T]: Drawn<T[K]> }): Drawn<T>;
  /** Under this key a value has how it is shown. */
  readonly toStringMethod: symbol;
}

/** An arbitrary, as far as others are made of it. */
export interface Drawn<T> {
  map<U>(mapper: (value: T) => U): Drawn<U>;
  filter(predicate: (value: T) => boolean): Drawn<T>;
}

/** The same, as fast-check 4 knows it: every arbitrary is a whole one to the copy of fast-check that made it. */
export function asArbitrary<T>(drawn: Drawn<T>): Arbitrary<T> {
  return drawn as Arbitrary<T>;
}
