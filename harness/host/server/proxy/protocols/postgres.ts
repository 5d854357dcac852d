import { KeptBytes } from '../kept-bytes.ts';
import {
  type ClientMessage,
  type Conversation,
  NotThisProtocol,
  type Protocol,
  type Request,
  type ServerMessage,
  type TransactionState,
} from '../protocol.ts';
import { statementName } from '../statement-name.ts';

/** Version 3: messages are a letter, their length and a body; the first one of a connection has no letter. */
export const postgres: Protocol = {
  name: 'postgres',
  converse: () => new PostgresConversation(),
  refusedInsteadOf({ bytes }) {
    const last = lettersOf(bytes).at(-1) ?? 'S';
    if (last === 'Q') return messageOf('Q', `${REFUSED}\0`);
    return Buffer.concat([messageOf('P', `\0${REFUSED}\0\0\0`), messageOf(last, '')]);
  },
};

/** No statement of any SQL. */
const REFUSED = 'refused';

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const LONGEST_STARTUP_BYTES = 10_000;
/** After one of these a client waits: Query, Sync, Flush, FunctionCall, CopyDone, CopyFail, an answer to a question about who it is, Terminate. */
const WAITS_AFTER = 'QSHFcfpX';
const TRANSACTION: { readonly [letter: string]: TransactionState } = { I: 'none', T: 'open', E: 'failed' };

class PostgresConversation implements Conversation {
  readonly #client = new KeptBytes();
  readonly #server = new KeptBytes();
  readonly #statements = new Map<string, string>();
  #started = false;
  #ready = false;
  /** Of the request that the client has begun. */
  #begun: Message[] = [];
  /** How many parts the answer to the request still has that ends by a Flush; `undefined` where ReadyForQuery ends it. */
  #parts: number | undefined;
  #asked = false;
  /** The last letter of the request that is being answered. */
  #last = '';
  /** A COPY was begun by a Query: its end is answered by ReadyForQuery. */
  #copiesPlainly = false;

  fromClient(bytes: Buffer): ClientMessage[] {
    this.#client.add(bytes);
    const complete: ClientMessage[] = [];
    for (;;) {
      const next = this.#started ? this.#nextRequest() : this.#nextStartup();
      if (next === undefined) return complete;
      if (next !== 'more') complete.push(next);
    }
  }

  #nextStartup(): ClientMessage | undefined {
    const kept = this.#client.peek();
    if (kept.length < 8) return undefined;
    const length = kept.readInt32BE(0);
    if (length < 8 || length > LONGEST_STARTUP_BYTES) throw new NotThisProtocol('no startup message of Postgres');
    if (kept.length < length) return undefined;
    const bytes = this.#client.take(length);
    const code = bytes.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: 'refusal', answer: Buffer.from('N'), what: 'tls' };
    this.#started = true;
    if (code === CANCEL_REQUEST) return { kind: 'request', bytes, name: 'cancel request', handshake: true, answered: false };
    return { kind: 'request', bytes, name: 'startup', handshake: true, answered: true };
  }

  #nextRequest(): Request | 'more' | undefined {
    const message = takeMessage(this.#client);
    if (message === undefined) return undefined;
    this.#remember(message);
    this.#begun.push(message);
    if (!WAITS_AFTER.includes(message.letter)) return 'more';
    const messages = this.#begun;
    this.#begun = [];
    return {
      kind: 'request',
      bytes: Buffer.concat(messages.map((one) => one.bytes)),
      name: message.letter === 'p' ? 'password' : this.#nameOf(messages),
      handshake: message.letter === 'p',
      answered: message.letter !== 'X',
    };
  }

  #remember({ letter, bytes }: Message): void {
    if (letter !== 'P') return;
    const [name, sql] = textsOf(bytes, 5, 2);
    if (name !== undefined && sql !== undefined) this.#statements.set(name, sql);
  }

  #nameOf(messages: readonly Message[]): string {
    const names = messages.flatMap(({ letter, bytes }) => {
      if (letter === 'Q') return [statementName(textsOf(bytes, 5, 1)[0] ?? '')];
      if (letter === 'B') return [statementName(this.#statements.get(textsOf(bytes, 5, 2)[1] ?? '') ?? 'prepared statement')];
      return [];
    });
    if (names.length > 0) return names.join('; ');
    const parsed = messages.find(({ letter }) => letter === 'P');
    if (parsed !== undefined) return `prepare ${statementName(textsOf(parsed.bytes, 5, 2)[1] ?? '')}`;
    return NAMES[messages.at(-1)?.letter ?? ''] ?? 'message';
  }

  sent({ bytes, answered }: Request): void {
    this.#asked = answered;
    const letters = this.#ready ? lettersOf(bytes) : [];
    this.#last = letters.at(-1) ?? '';
    this.#parts = this.#last === 'H' ? partsOfAnswer(letters) : undefined;
  }

  fromServer(bytes: Buffer): ServerMessage[] {
    this.#server.add(bytes);
    const complete: ServerMessage[] = [];
    for (;;) {
      const message = takeMessage(this.#server);
      if (message === undefined) return complete;
      complete.push(this.#judge(message));
    }
  }

  #judge({ letter, bytes }: Message): ServerMessage {
    if (!this.#asked) return { bytes, unasked: true, ends: false };
    const ends = this.#endsWith(letter, bytes);
    if (ends) this.#asked = false;
    const state = letter === 'Z' ? TRANSACTION[String.fromCharCode(bytes[5] ?? 0)] : undefined;
    return { bytes, unasked: false, ends, ...(state === undefined ? {} : { transaction: state }) };
  }

  #endsWith(letter: string, bytes: Buffer): boolean {
    if (letter === 'Z') {
      this.#ready = true;
      return true;
    }
    // It asks for the data of a COPY and waits.
    if (letter === 'G' || letter === 'W') {
      this.#copiesPlainly = this.#last === 'Q';
      return true;
    }
    if ((this.#last === 'c' || this.#last === 'f') && !this.#copiesPlainly) return letter === 'C' || letter === 'E';
    if (!this.#ready) return letter === 'E' || (letter === 'R' && asksBack(bytes.readInt32BE(5)));
    if (this.#parts === undefined) return false;
    if (letter === 'E') return true;
    if (PARTS.includes(letter)) this.#parts--;
    return this.#parts <= 0;
  }
}

const NAMES: { readonly [letter: string]: string } = {
  S: 'sync',
  H: 'flush',
  F: 'function call',
  c: 'end of COPY',
  f: 'COPY given up',
  X: 'goodbye',
};

/** The last part of the answer to Parse, Bind, Close, Describe and Execute; a description of parameters comes before another one. */
const PARTS = '123TnCsI';

/** 0 is done, 12 the end of SASL: the server goes on by itself after both. */
function asksBack(authentication: number): boolean {
  return authentication !== 0 && authentication !== 12;
}

function partsOfAnswer(letters: readonly string[]): number {
  return letters.filter((letter) => 'PBCDE'.includes(letter)).length;
}

function messageOf(letter: string, text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.write(letter, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

interface Message {
  readonly letter: string;
  /** Its letter and length included. */
  readonly bytes: Buffer;
}

function takeMessage(kept: KeptBytes): Message | undefined {
  const all = kept.peek();
  if (all.length < 5) return undefined;
  const length = all.readInt32BE(1);
  if (length < 4) throw new NotThisProtocol('no message of Postgres');
  if (all.length < length + 1) return undefined;
  const bytes = kept.take(length + 1);
  return { letter: String.fromCharCode(bytes[0] ?? 0), bytes };
}

function lettersOf(bytes: Buffer): string[] {
  const kept = new KeptBytes();
  kept.add(bytes);
  const letters: string[] = [];
  for (let message = takeMessage(kept); message !== undefined; message = takeMessage(kept)) letters.push(message.letter);
  return letters;
}

/** `count` texts, each ended by a NUL, from `start` on. */
function textsOf(bytes: Buffer, start: number, count: number): string[] {
  const texts: string[] = [];
  let from = start;
  for (let index = 0; index < count; index++) {
    const end = bytes.indexOf(0, from);
    if (end === -1) break;
    texts.push(bytes.toString('utf8', from, end));
    from = end + 1;
  }
  return texts;
}
