import type { ReadResult, Snapshot } from './snapshot.ts';

/** How often a reader looks at everything: the second time shows whether what it sees can go backwards. */
export const READER_ROUNDS = 2;

/** One call of a reader, with the writer's history at its two ends. */
export type Sight = ListSight | SessionSight;

interface SightTimes {
  /** History events of the writer that had happened when the call was made. */
  readonly since: number;
  /** And when it returned. */
  readonly until: number;
}

export interface ListSight extends SightTimes {
  readonly view: 'list';
  readonly listed: NonNullable<Snapshot['listed']>;
}

export interface SessionSight extends SightTimes {
  /** `read`, or the name of a view. */
  readonly view: string;
  readonly session: string;
  readonly result: ReadResult;
}
