import type { LifePlan } from '../life.ts';

/** What a process inside a mount is told, a line each: the next when the one before is answered. */
export type MountedCommand = LiveCommand | RestCommand;

/** Answered by the report of the life; then everything stands still. */
export interface LiveCommand {
  readonly do: 'live';
  readonly job: MountedJob;
}

/** What the life left on the disk has been taken: what it left in the process is to be cleared away. Answered by `rested`. */
export interface RestCommand {
  readonly do: 'rest';
}

export interface MountedJob {
  /** Where the image is presented; the store's own directory is `data` below it. */
  readonly root: string;
  readonly incarnation: number;
  readonly plan: LifePlan;
  /** Own time that one call of the store may take. */
  readonly callDeadlineMs: number;
}
