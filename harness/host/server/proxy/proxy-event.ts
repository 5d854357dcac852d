import type { CutManner, CutPlace } from './cut.ts';
import type { TransactionState } from './protocol.ts';

/** What a proxy saw, in the order in which it happened. It holds no password and no content, but for the beginning of a statement and the key of a command. */
export type ProxyEvent =
  | { readonly type: 'connected' | 'greeted' | 'refused' | 'refused-request' | 'tls-refused'; readonly connection: number }
  /** A request is held until it is released, if it is to be. */
  | ({ readonly type: 'request' } & ExchangeEvent)
  /** The server has answered, whether or not anybody hears it. */
  | ({ readonly type: 'answer' } & ExchangeEvent)
  /** `place`: absent where the connection stood idle. */
  | { readonly type: 'cut'; readonly connection: number; readonly how: CutManner; readonly place?: CutPlace }
  | { readonly type: 'closed'; readonly connection: number; readonly by: 'client' | 'server' }
  /** The client does not speak this protocol, or the server cannot be reached. */
  | { readonly type: 'trouble'; readonly connection: number; readonly message: string };

interface ExchangeEvent {
  readonly connection: number;
  readonly exchange: number;
  readonly handshake: boolean;
  readonly name: string;
  /** Before a request, and after an answer. */
  readonly transaction: TransactionState;
}
