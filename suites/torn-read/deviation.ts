import type { Problem } from '../../harness/host/problem.ts';

/** One way in which what a reader saw is not what any whole version of a session shows. The requirements are predicates over these. */
export type Deviation =
  /** The store did not open for the reader, or the reader died of an error that nobody could catch. */
  | { readonly kind: 'unopenable'; readonly problem: Problem }
  /** The session was not found, though every version that it can have had then exists. */
  | SessionDeviation<'missing'>
  /** Reading failed, or gave what no version of the session ever was. */
  | SessionDeviation<'torn'>
  /** Some records of a group, and not all. */
  | SessionDeviation<'torn-group'>
  /** Whole, but an older version than the same reader had seen before. */
  | SessionDeviation<'backwards'>
  /** `list` or a view failed, does not show a session, or shows what no version is. */
  | SessionDeviation<'view'>;

export interface SessionDeviation<Kind extends string> {
  readonly kind: Kind;
  /** Absent where `list` as a whole is meant. */
  readonly session?: string;
  /** `read`, `list` or the name of a view. */
  readonly view: string;
  readonly expected: string;
  readonly found: string;
}
