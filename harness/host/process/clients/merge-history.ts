import type { ClientEvent } from '../../../model/program.ts';
import type { TimedEvent } from './client-messages.ts';

/**
 * The events of several processes in the order of their times. At equal times a call comes before a return, so that no operation looks
 * shorter than it was: overlapping operations may have happened in either order.
 */
export function mergeHistory(events: readonly TimedEvent[]): ClientEvent[] {
  const ranked = events.map(({ atNs, event }) => ({ atNs, event, returns: event.type === 'invoke' ? 0 : 1 }));
  ranked.sort((a, b) => (a.atNs === b.atNs ? a.returns - b.returns : a.atNs < b.atNs ? -1 : 1));
  return ranked.map(({ event }) => event);
}
