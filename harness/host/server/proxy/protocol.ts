/** The servers whose protocols are framed here. */
export const SERVICE_NAMES = ['postgres', 'redis', 'mysql'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Whether a connection stands in a transaction: `failed` is one that can only be rolled back. */
export type TransactionState = 'none' | 'open' | 'failed';

/** How one kind of server is talked to. */
export interface Protocol {
  readonly name: ServiceName;
  /** The server speaks first: until it has, something is on its way. */
  readonly greets?: true;
  /** The framing of one new connection. */
  converse(): Conversation;
  /** A request that is answered as this one is, and that every server refuses: its error is a real one, and so is what it does to a transaction. */
  refusedInsteadOf(request: Request): Buffer;
}

/**
 * The framing of one connection, fed with its bytes in the order in which they come. Requests are sent to the server one at a time: the next one only
 * when the answer of the one before is whole, which is what the server would have made of them anyway.
 */
export interface Conversation {
  /** What these bytes of the client's complete; what they only begin is kept. */
  fromClient(bytes: Buffer): ClientMessage[];
  /** From now on what the server says is the answer to this request. */
  sent(request: Request): void;
  /** What these bytes of the server's complete; what they only begin is kept. */
  fromServer(bytes: Buffer): ServerMessage[];
}

export type ClientMessage = Request | Refusal;

/** All that a client sends up to where it waits for an answer. */
export interface Request {
  readonly kind: 'request';
  readonly bytes: Buffer;
  /** For people: `COMMIT`, `INSERT INTO sessions ...`, `SET key`. Never a password. */
  readonly name: string;
  /** It belongs to the beginning of a connection: who one is, and which version is spoken. */
  readonly handshake: boolean;
  /** The server says something to it. */
  readonly answered: boolean;
}

/** What is answered here, and never reaches the server. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly answer: Buffer;
  readonly what: 'tls';
}

export interface ServerMessage {
  readonly bytes: Buffer;
  /** It belongs to no answer: a notice, a push, the end of the server. */
  readonly unasked: boolean;
  /** The answer is whole with it. */
  readonly ends: boolean;
  /** Told where it is known. */
  readonly transaction?: TransactionState;
}

/** A connection that says what this protocol does not have: nothing of it can be framed. */
export class NotThisProtocol extends Error {}
