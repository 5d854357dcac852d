import { CUT_MANNERS, type Cut, type ExchangePlace, INTERFERENCES } from '../../harness/host/server/proxy/cut.ts';
import { operationShape } from '../../harness/verdict/operation-shape.ts';
import { array, boolean, described, integer, object, oneOf } from '../../harness/verdict/shape.ts';
import type { ServerCore } from './counterexample-core.ts';
import { NEARNESS, TRIAL_KINDS } from './trial.ts';

const placeShape = object<ExchangePlace>(
  {
    connection: described('Its connection, in the order in which they were made.', integer(1)),
    exchange: described('Its number on that connection, those of a handshake counted by themselves.', integer(1)),
  },
  { handshake: described('It belongs to the handshake.', boolean) },
);

const cutShape = object<Cut>(
  {
    place: described(
      'Where in the exchange; `refused`: nothing is cut, and the server refuses the request.',
      oneOf(...INTERFERENCES),
    ),
    how: described('By a close, a reset, or silence.', oneOf(...CUT_MANNERS)),
  },
  {
    at: described('The exchange: a request and its answer.', placeShape),
    kills: described('The client dies there: it loses all its connections and makes no new ones.', boolean),
  },
);

/** What a counterexample of a store on a server has beside what all have. */
export const serverShape = object<Omit<ServerCore, 'scenario' | 'expected' | 'observed'>>(
  {
    trial: described('What was tried.', oneOf(...TRIAL_KINDS)),
    operations: described('What the first client called, in this order.', array(operationShape)),
  },
  {
    others: described('What the second client called.', array(operationShape)),
    clients: described('How near the two clients are; absent: two processes.', oneOf(...NEARNESS)),
    cut: described('What befell one exchange of the first client.', cutShape),
    how: described('How idle connections were cut.', oneOf(...CUT_MANNERS)),
    switchAt: described(
      "After how many of the first client's requests the second one went on; of sessions that expire, in front of which operation half of a lifetime passed.",
      integer(0),
    ),
  },
);
