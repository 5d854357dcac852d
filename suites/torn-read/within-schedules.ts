import { READER, type ReadingWithin, WRITER } from '../../harness/host/reading.ts';
import type { Turn } from '../../harness/verdict/counterexample.ts';
import { thinned } from './thinned.ts';

/** How many readers in the same instance are tried on one workload at most, of each kind. */
export interface WithinLimits {
  /** Places of the writer at which a reader comes. */
  readonly places: number;
  /** Places of the reader at which it stops for the writer, at each of those. */
  readonly stops: number;
}

/** The writer runs alone, then the reader. */
export const ONE_AFTER_THE_OTHER: readonly Turn[] = [{ client: WRITER }, { client: READER }];

/**
 * The counts of writer steps after which a reader may come: at the invocation of the operation in focus and each later one, and on both
 * sides of the completion of every change, which the instance knows of only then.
 */
export function writerPlaces({ steps, history }: ReadingWithin, focus: number, most: number): number[] {
  const invocation = history.findIndex((event) => event.type === 'invoke' && event.operation === focus);
  const own = steps.filter(({ client }) => client === WRITER);
  const places = new Set<number>();
  for (const [index, step] of own.entries()) {
    if (step.history <= invocation) continue;
    if (step.point === 'call') places.add(index).add(index + 1);
    if (step.changed) places.add(index + 1).add(index + 2);
  }
  return thinned([...places], most);
}

/** The counts of reader steps after which it may stop: where it has been told something and not asked anything further. */
export function readerStops({ steps }: Pick<ReadingWithin, 'steps'>, most: number): number[] {
  const own = steps.filter(({ client }) => client === READER);
  const stops = own.flatMap(({ point }, index) => (point === 'completion' && index + 1 < own.length ? [index + 1] : []));
  return thinned(stops, most);
}

/** The writer takes so many steps, the reader reads everything, the writer goes on. */
export function readAt(place: number): Turn[] {
  return [{ client: WRITER, steps: place }, { client: READER }, { client: WRITER }];
}

/** The reader stops on its way, and goes on when the writer is done, or has taken `further` steps. */
export function stopAt(place: number, stop: number, further?: number): Turn[] {
  const pause: Turn = further === undefined ? { client: WRITER } : { client: WRITER, steps: further };
  return [{ client: WRITER, steps: place }, { client: READER, steps: stop }, pause, { client: READER }, { client: WRITER }];
}
