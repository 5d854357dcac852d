import { Wire } from '../wire.ts';
import { greetingOf } from './greeting.ts';
import { type MysqlPacket, packet, readPacket, rowOf } from './packets.ts';
import { encrypted, proofOf } from './password.ts';

export interface MysqlLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string | undefined;
}

/** An error that the server told, by its number. */
export class MysqlError extends Error {
  readonly number: number;

  constructor(number: number, message: string) {
    super(message);
    this.number = number;
  }
}

/** Of its own protocol 4.1, transactions, a login by challenge, and by a method that is named. */
const CAPABILITIES = 1 | 512 | 8192 | 32_768 | 524_288;
const WITH_DATABASE = 8;
const LONGEST_PACKET = 16_777_216;
const UTF8MB4 = 45;
const QUERY = 3;
const [OK, MORE, SWITCH, ERROR] = [0, 1, 0xfe, 0xff];
/** What more there is to say of a login by `caching_sha2_password`. */
const [KNOWN, UNKNOWN, ASK_FOR_KEY] = [3, 4, 2];

/** What we ask a MySQL or MariaDB ourselves: statements as text, rows as texts. */
export class MysqlClient {
  readonly #wire: Wire;
  version = '';

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Rejects with the system's error, `MysqlError`, or `NotThisProtocol`. */
  static async connect(login: MysqlLogin): Promise<MysqlClient> {
    const client = new MysqlClient(await Wire.connect(login));
    try {
      await client.#wire.patiently(client.#login(login));
      return client;
    } catch (error) {
      client.end();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#wire.isOpen;
  }

  /** The rows of one statement. */
  async query(sql: string): Promise<(string | null)[][]> {
    this.#wire.send(packet(Buffer.concat([Buffer.from([QUERY]), Buffer.from(sql)]), 0));
    const first = await this.#next();
    if (first.payload[0] === OK) return [];
    while (!isEnd(await this.#next()));
    const rows: (string | null)[][] = [];
    for (let next = await this.#next(); !isEnd(next); next = await this.#next()) rows.push(rowOf(next.payload));
    return rows;
  }

  end(): void {
    this.#wire.end();
  }

  async #login({ user, password = '', database }: MysqlLogin): Promise<void> {
    const hello = await this.#next();
    const greeting = greetingOf(hello.payload);
    this.version = greeting.version;
    let { plugin, challenge } = greeting;
    // What is not known is not proven; the server says then which it wants.
    const proof = proofOf(plugin, password, challenge) ?? Buffer.alloc(0);
    this.#wire.send(packet(answerTo({ user, proof, database, plugin }), hello.sequence + 1));
    for (;;) {
      const { payload, sequence } = await this.#next();
      const [kind, detail] = payload;
      if (kind === OK) return;
      if (kind === SWITCH) {
        ({ plugin, challenge } = switchOf(payload));
        const other = proofOf(plugin, password, challenge);
        if (other === undefined) throw unknownLogin(plugin);
        this.#wire.send(packet(other, sequence + 1));
      } else if (kind === MORE && detail === UNKNOWN) this.#wire.send(packet(Buffer.from([ASK_FOR_KEY]), sequence + 1));
      else if (kind === MORE && detail !== KNOWN)
        this.#wire.send(packet(encrypted(password, challenge, payload.toString('latin1', 1)), sequence + 1));
      else if (kind !== MORE) throw unknownLogin(plugin);
    }
  }

  /** @throws {MysqlError} what the server tells in its place. */
  async #next(): Promise<MysqlPacket> {
    const found = await this.#wire.next(readPacket);
    if (found.payload[0] === ERROR) throw errorOf(found.payload);
    return found;
  }
}

function isEnd({ payload }: MysqlPacket): boolean {
  return payload[0] === 0xfe && payload.length < 9;
}

interface Answer {
  readonly user: string;
  readonly proof: Buffer;
  readonly database: string | undefined;
  readonly plugin: string;
}

function answerTo({ user, proof, database, plugin }: Answer): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(CAPABILITIES | (database === undefined ? 0 : WITH_DATABASE), 0);
  head.writeUInt32LE(LONGEST_PACKET, 4);
  head.writeUInt8(UTF8MB4, 8);
  const name = database === undefined ? '' : `${database}\0`;
  return Buffer.concat([head, Buffer.from(`${user}\0`), Buffer.from([proof.length]), proof, Buffer.from(`${name}${plugin}\0`)]);
}

function switchOf(payload: Buffer): { plugin: string; challenge: Buffer } {
  const end = payload.indexOf(0, 1);
  const rest = payload.subarray(end + 1);
  return { plugin: payload.toString('latin1', 1, end), challenge: rest.at(-1) === 0 ? rest.subarray(0, -1) : rest };
}

function unknownLogin(plugin: string): Error {
  return new Error(`the server asks for a login by ${plugin}, which is not known here`);
}

/** Before anybody has logged in there is no SQLSTATE in front of the words. */
function errorOf(payload: Buffer): MysqlError {
  const words = payload.toString('utf8', 3);
  return new MysqlError(payload.readUInt16LE(1), words.startsWith('#') ? words.slice(6) : words);
}

/** A name in backquotes. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A text in single quotes. */
export function quotedText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
