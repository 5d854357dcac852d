import type { Cut, CutManner, CutPlace } from '../../harness/host/server/proxy/cut.ts';
import type { ProxyEvent } from '../../harness/host/server/proxy/proxy-event.ts';

const PLACES: { readonly [P in CutPlace]: string } = {
  'before-request': 'before the server got it',
  'in-request': 'when the server had half of it',
  'before-answer': 'when the server had done it and before anybody heard so',
  'in-answer': 'in the midst of its answer',
  refused: '',
};

const MANNERS: { readonly [M in CutManner]: string } = {
  fin: 'the connection was closed',
  rst: 'the connection was reset',
  silence: 'the connection fell silent',
};

/** What befell an exchange: `INSERT ...: the connection was reset when the server had half of it`. */
export function tellCut({ place, how, kills = false }: Cut, name: string): string {
  if (place === 'refused') return `${name}: the server refused it`;
  return `${name}: ${kills ? 'the client was killed' : MANNERS[how]} ${PLACES[place]}`;
}

export function tellManner(how: CutManner): string {
  return MANNERS[how];
}

/** The request of the exchange at which this cut is, as its proxy saw it. */
export function nameOfCut({ at }: Cut, events: readonly ProxyEvent[]): string | undefined {
  const found = events.find(
    (event) =>
      event.type === 'request' &&
      event.connection === at?.connection &&
      event.exchange === at.exchange &&
      event.handshake === (at.handshake ?? false),
  );
  return found?.type === 'request' ? found.name : undefined;
}
