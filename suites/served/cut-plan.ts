import { CUT_MANNERS, CUT_PLACES, type Cut, type ExchangePlace } from '../../harness/host/server/proxy/cut.ts';
import type { ProxyEvent } from '../../harness/host/server/proxy/proxy-event.ts';
import type { Effort } from '../../harness/model/effort.ts';

/** Requests that only open or end a transaction: no server refuses them. */
const FRAMES = /^(begin|start|commit|end|rollback|savepoint|release|multi|exec|discard|goodbye)\b/i;

/**
 * Everything that may befall the exchanges that were seen, one at a time: every place and every manner, the death of the client, and a refusal.
 *
 * @param from the requests before this one, counted from 0, are left out.
 */
export function cutsOf(events: readonly ProxyEvent[], from: number, effort: Effort): Cut[] {
  const requests = events.filter((event) => event.type === 'request').slice(from);
  return requests.flatMap((event) => {
    const { connection, exchange, handshake, name } = event;
    if (handshake && effort !== 'thorough') return [];
    const at: ExchangePlace = { connection, exchange, ...(handshake ? { handshake } : {}) };
    const manners = effort === 'quick' ? (['rst'] as const) : CUT_MANNERS;
    const cuts: Cut[] = CUT_PLACES.flatMap((place) => manners.map((how) => ({ at, place, how })));
    const deaths: Cut[] = (effort === 'thorough' ? CUT_PLACES : (['before-request', 'before-answer'] as const)).map((place) => ({
      at,
      place,
      how: 'rst',
      kills: true,
    }));
    const refusals: Cut[] = handshake || FRAMES.test(name) ? [] : [{ at, place: 'refused', how: 'fin' }];
    return [...cuts, ...deaths, ...refusals];
  });
}
