import type { ClientEvent } from '../../../model/program.ts';
import type { TimedEvent } from './client-messages.ts';

/**
 * The events of several processes in the order of their times. At equal times a call comes before a return, so that no operation looks
 * shorter than it was: overlapping operations may have happened in either order.
 */
export function mergeHistory(events: readonly TimedEvent[]): ClientEvent[] {
  return inOrder(events).map(({ event }) => event);
}

/** The same, with their times. */
export function inOrder(events: readonly TimedEvent[]): TimedEvent[] {
  const returns = ({ event }: TimedEvent): number => (event.type === 'invoke' ? 0 : 1);
  return events.toSorted((a, b) => (a.atNs === b.atNs ? returns(a) - returns(b) : a.atNs < b.atNs ? -1 : 1));
}
