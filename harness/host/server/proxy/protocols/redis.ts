import { KeptBytes } from '../kept-bytes.ts';
import type { ClientMessage, Conversation, Protocol, Request, ServerMessage, TransactionState } from '../protocol.ts';
import { type Reply, readReply } from './resp.ts';

/** RESP2 and RESP3: a command is an array of texts, and its answer one value; pushes come between. */
export const redis: Protocol = {
  name: 'redis',
  converse: () => new RedisConversation(),
  refusedInsteadOf: () => Buffer.from('*1\r\n$7\r\nREFUSED\r\n'),
};

/** What clients send by themselves before the first command of whoever uses them. */
const HANDSHAKE = ['HELLO', 'AUTH', 'CLIENT', 'SELECT', 'INFO', 'READONLY', 'COMMAND', 'PING'];
const SUBSCRIBES = /^[PS]?(UN)?SUBSCRIBE$/;
const LONGEST_CHARACTERS = 40;

class RedisConversation implements Conversation {
  readonly #client = new KeptBytes();
  readonly #server = new KeptBytes();
  #used = false;
  #transaction: TransactionState = 'none';
  #asked: { readonly name: string; answers: number } | undefined;

  fromClient(bytes: Buffer): ClientMessage[] {
    this.#client.add(bytes);
    const complete: ClientMessage[] = [];
    for (;;) {
      const kept = this.#client.peek();
      const inline = kept.length > 0 && kept[0] !== STAR;
      const command = inline ? readInline(kept) : readReply(kept, 0);
      if (command === undefined) return complete;
      complete.push(this.#requestOf(command, this.#client.take(command.end)));
    }
  }

  #requestOf({ texts }: Reply, bytes: Buffer): Request {
    const [command = ''] = texts;
    const word = command.toUpperCase();
    const handshake = !this.#used && HANDSHAKE.includes(word);
    if (!handshake) this.#used = true;
    return { kind: 'request', bytes, name: commandName(word, texts), handshake, answered: true };
  }

  sent({ bytes }: Request): void {
    const kept = bytes[0] === STAR ? readReply(bytes, 0) : readInline(bytes);
    const [command = '', ...rest] = kept?.texts ?? [];
    const name = command.toUpperCase();
    this.#asked = { name, answers: SUBSCRIBES.test(name) ? Math.max(1, rest.length) : 1 };
  }

  fromServer(bytes: Buffer): ServerMessage[] {
    this.#server.add(bytes);
    const complete: ServerMessage[] = [];
    for (;;) {
      const reply = readReply(this.#server.peek(), 0);
      if (reply === undefined) return complete;
      complete.push(this.#judge(reply, this.#server.take(reply.end)));
    }
  }

  #judge(reply: Reply, bytes: Buffer): ServerMessage {
    const asked = this.#asked;
    if (asked === undefined || isUnasked(reply, asked.name)) return { bytes, unasked: true, ends: false };
    asked.answers--;
    const ends = asked.answers === 0;
    if (ends) this.#asked = undefined;
    this.#transaction = after(asked.name, reply, this.#transaction);
    return { bytes, unasked: false, ends, transaction: this.#transaction };
  }
}

const STAR = 0x2a;

/** A command as a person types it, ended by a new line. */
function readInline(bytes: Buffer): Reply | undefined {
  const end = bytes.indexOf('\n');
  if (end === -1) return undefined;
  return { type: '+', texts: bytes.toString('utf8', 0, end).trim().split(/\s+/), end: end + 1 };
}

/** The command and its key; of those that carry secrets or scripts, the command alone. */
function commandName(word: string, texts: readonly string[]): string {
  const [, first = ''] = texts;
  if (word === 'AUTH' || word === 'HELLO' || first === '') return word;
  if (word === 'CONFIG' || word === 'ACL' || word === 'CLIENT' || word === 'SCRIPT') return `${word} ${first.toUpperCase()}`;
  const shown = word === 'EVALSHA' ? first.slice(0, 8) : word === 'EVAL' ? 'script' : first;
  return `${word} ${shown.length > LONGEST_CHARACTERS ? `${shown.slice(0, LONGEST_CHARACTERS - 4)} ...` : shown}`;
}

function isUnasked({ type, texts }: Reply, command: string): boolean {
  if (SUBSCRIBES.test(command)) return !SUBSCRIBES.test((texts[0] ?? '').toUpperCase());
  return type === '>' || (type === '*' && /^[ps]?message$/.test(texts[0] ?? '') && command === 'PING');
}

function after(command: string, { type }: Reply, before: TransactionState): TransactionState {
  if (command === 'MULTI' && type !== '-') return 'open';
  if (command === 'EXEC' || command === 'DISCARD') return 'none';
  return before === 'open' && type === '-' ? 'failed' : before;
}
