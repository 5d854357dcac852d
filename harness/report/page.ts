import { type Paint, painter } from './color.ts';
import type { Telling } from './telling.ts';

/** Where a text for people is going to be read. */
export interface Surroundings {
  /** How the suites want to be told of. */
  readonly telling: Telling;
  readonly color: boolean;
  /** Columns of the terminal. Below 60 and above 120 a text is laid out for 60 and 120. */
  readonly width: number;
  /** How much of it; absent: what most want to read. */
  readonly detail?: Detail;
  /** The working directory below the repository, `packages/a`, in a CI system that names files from there. */
  readonly directory?: string;
}

/** `usual` fits on a screen, `verbose` is everything, `quiet` the verdict and what failed. */
export type Detail = 'usual' | 'verbose' | 'quiet';

/** What it is laid out on. */
export interface Page {
  readonly paint: Paint;
  /** Columns. */
  readonly width: number;
  readonly telling: Telling;
}

export function pageOf({ color, width, telling }: Surroundings): Page {
  return { paint: painter(color), width: Math.min(120, Math.max(60, width)), telling };
}
