import type { Json } from '../contract/session-store.ts';

/** Values that JSON cannot express, beside numbers and bigints. */
export const FOREIGN_KINDS = ['undefined', 'Date', 'Map', 'Set', 'RegExp', 'Uint8Array', 'function', 'symbol'] as const;
export type ForeignKind = (typeof FOREIGN_KINDS)[number];

const A_FUNCTION = (): string => 'kept';
const A_SYMBOL = Symbol('kept');

const MAKES: { readonly [K in ForeignKind]: () => unknown } = {
  undefined: () => undefined,
  Date: () => new Date(86_400_000),
  Map: () => new Map([['a', 1]]),
  Set: () => new Set([1, 2]),
  RegExp: () => /a+/g,
  Uint8Array: () => Uint8Array.of(1, 2),
  function: () => A_FUNCTION,
  symbol: () => A_SYMBOL,
};

/** Stands for such a value, in operations, which are plain data. */
export function foreign(kind: ForeignKind): Json {
  return { $foreign: kind };
}

/** The value that a placeholder stands for, a new one each time; `undefined` if it is none. */
export function foreignOf(value: { readonly [key: string]: Json }): { readonly made: unknown } | undefined {
  const kind = Object.keys(value).length === 1 ? FOREIGN_KINDS.find((known) => known === value.$foreign) : undefined;
  return kind === undefined ? undefined : { made: MAKES[kind]() };
}
