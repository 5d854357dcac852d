import { KeptBytes } from '../kept-bytes.ts';
import type { ClientMessage, Conversation, Protocol, Request, ServerMessage, TransactionState } from '../protocol.ts';
import { statementName } from '../statement-name.ts';
import { AnswerPackets } from './mysql-answer.ts';
import { plainGreeting } from './mysql-greeting.ts';
import { type Packet, takePacket } from './mysql-packet.ts';

/**
 * Packets of three bytes of length and one that counts; the server speaks first. Its greeting is changed on the way: TLS, compression and the newer ways to
 * end an answer are not offered, so that whatever is said can be framed.
 */
export const mysql: Protocol = {
  name: 'mysql',
  greets: true,
  converse: () => new MysqlConversation(),
  // The answer is framed by the command that was asked, and an error ends that of every command.
  refusedInsteadOf: () => Buffer.from('\x08\0\0\0\x03refused', 'latin1'),
};

const COMMANDS: { readonly [code: number]: string } = {
  1: 'goodbye',
  2: 'use',
  3: 'query',
  14: 'ping',
  17: 'change of user',
  22: 'prepare',
  23: 'execute',
  24: 'long data',
  25: 'close statement',
  26: 'reset statement',
  28: 'fetch',
  31: 'reset connection',
};
/** Goodbye, long data and the end of a statement. */
const UNANSWERED = [1, 24, 25];

class MysqlConversation implements Conversation {
  readonly #client = new KeptBytes();
  readonly #server = new KeptBytes();
  readonly #statements = new Map<number, string>();
  #greeted = false;
  #authenticated = false;
  #answer: AnswerPackets | undefined;
  #preparing: string | undefined;
  #authenticating = false;
  #transaction: TransactionState = 'none';

  fromClient(bytes: Buffer): ClientMessage[] {
    this.#client.add(bytes);
    const complete: ClientMessage[] = [];
    for (let packet = takePacket(this.#client); packet !== undefined; packet = takePacket(this.#client)) {
      complete.push(this.#requestOf(packet));
    }
    return complete;
  }

  #requestOf({ bytes, payload, sequence }: Packet): Request {
    const handshake = sequence !== 0;
    const code = payload[0] ?? 0;
    if (handshake) return { kind: 'request', bytes, name: 'login', handshake, answered: true };
    return { kind: 'request', bytes, name: this.#nameOf(code, payload), handshake, answered: !UNANSWERED.includes(code) };
  }

  #nameOf(code: number, payload: Buffer): string {
    const text = payload.toString('utf8', 1);
    if (code === 3) return statementName(text);
    if (code === 22) return `prepare ${statementName(text)}`;
    if (code === 23) return statementName(this.#statements.get(payload.readUInt32LE(1)) ?? 'prepared statement');
    return COMMANDS[code] ?? `command ${code}`;
  }

  sent({ bytes, handshake, answered }: Request): void {
    this.#authenticating = handshake || bytes[4] === 17;
    this.#preparing = !handshake && bytes[4] === 22 ? bytes.toString('utf8', 5) : undefined;
    this.#answer = !answered || this.#authenticating ? undefined : new AnswerPackets(bytes[4] ?? 0);
    if (!answered) this.#authenticating = false;
  }

  fromServer(bytes: Buffer): ServerMessage[] {
    this.#server.add(bytes);
    const complete: ServerMessage[] = [];
    for (let packet = takePacket(this.#server); packet !== undefined; packet = takePacket(this.#server)) {
      complete.push(this.#judge(packet));
    }
    return complete;
  }

  #judge({ bytes, payload }: Packet): ServerMessage {
    if (!this.#greeted) {
      this.#greeted = true;
      return { bytes: plainGreeting(bytes), unasked: true, ends: false };
    }
    if (this.#authenticating) return this.#judgeLogin(bytes, payload);
    if (this.#answer === undefined) return { bytes, unasked: true, ends: false };
    const { ends, transaction, statement } = this.#answer.next(payload);
    if (statement !== undefined && this.#preparing !== undefined) this.#statements.set(statement, this.#preparing);
    if (transaction !== undefined) this.#transaction = transaction ? 'open' : 'none';
    if (ends) this.#answer = undefined;
    return { bytes, unasked: false, ends, transaction: this.#transaction };
  }

  /** More data may be the word that the login is done, and then the server goes on by itself. */
  #judgeLogin(bytes: Buffer, payload: Buffer): ServerMessage {
    const ends = !(payload[0] === 1 && payload[1] === 3);
    if (ends) this.#authenticating = false;
    if (payload[0] === 0) this.#authenticated = true;
    return { bytes, unasked: false, ends, ...(this.#authenticated ? { transaction: 'none' } : {}) };
  }
}
