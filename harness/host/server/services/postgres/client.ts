import { createHash } from 'node:crypto';
import { Wire } from '../wire.ts';
import { Scram } from './scram.ts';

export interface PostgresLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
}

/** An error that the server told, by its SQLSTATE. */
export class PostgresError extends Error {
  readonly state: string;

  constructor(state: string, message: string) {
    super(message);
    this.state = state;
  }
}

/** The server asks for a password, and none is known. */
export class PasswordMissing extends Error {}

/** What we ask a Postgres ourselves: statements as text, rows as texts. */
export class PostgresClient {
  readonly #wire: Wire;

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Rejects with the system's error, `PostgresError`, or `PasswordMissing`. */
  static async connect(login: PostgresLogin): Promise<PostgresClient> {
    const client = new PostgresClient(await Wire.connect(login));
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

  /** The rows of the last statement of the text. */
  async query(sql: string): Promise<(string | null)[][]> {
    this.#wire.send(message('Q', `${sql}\0`));
    let rows: (string | null)[][] = [];
    let failed: PostgresError | undefined;
    for (;;) {
      const { letter, body } = await this.#next();
      if (letter === 'T') rows = [];
      else if (letter === 'D') rows.push(rowOf(body));
      else if (letter === 'E') failed = errorOf(body);
      else if (letter === 'Z') break;
    }
    if (failed !== undefined) throw failed;
    return rows;
  }

  end(): void {
    this.#wire.end();
  }

  async #login({ user, password, database }: PostgresLogin): Promise<void> {
    const parameters = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0crashworthy\0\0`);
    const head = Buffer.alloc(8);
    head.writeInt32BE(parameters.length + 8, 0);
    head.writeInt32BE(3 << 16, 4);
    this.#wire.send(Buffer.concat([head, parameters]));
    let scram: Scram | undefined;
    for (;;) {
      const { letter, body } = await this.#next();
      if (letter === 'E') throw errorOf(body);
      if (letter === 'Z') return;
      if (letter !== 'R') continue;
      const kind = body.readInt32BE(0);
      if (kind === 0 || kind === 12) continue;
      if (password === undefined) throw new PasswordMissing();
      if (kind === 10) scram = new Scram(password);
      this.#wire.send(message('p', answerTo(kind, { body, user, password, scram })));
    }
  }

  #next(): Promise<{ letter: string; body: Buffer }> {
    return this.#wire.next((bytes) => {
      const length = bytes.length < 5 ? Number.POSITIVE_INFINITY : bytes.readInt32BE(1) + 1;
      if (bytes.length < length) return undefined;
      return { value: { letter: String.fromCharCode(bytes[0] ?? 0), body: bytes.subarray(5, length) }, bytes: length };
    });
  }
}

interface Challenge {
  readonly body: Buffer;
  readonly user: string;
  readonly password: string;
  readonly scram: Scram | undefined;
}

/** 3 asks for the password itself, 5 for its MD5 sum, 10 and 11 are the two steps of SCRAM. */
function answerTo(kind: number, { body, user, password, scram }: Challenge): Buffer {
  if (kind === 3) return Buffer.from(`${password}\0`);
  if (kind === 5) {
    const inner = md5(Buffer.from(password + user));
    return Buffer.from(`md5${md5(Buffer.concat([Buffer.from(inner), body.subarray(4, 8)]))}\0`);
  }
  if (kind === 11 && scram !== undefined) return Buffer.from(scram.final(body.toString('utf8', 4)));
  if (kind !== 10 || scram === undefined) throw new Error(`the server asks for a login of kind ${kind}, which is not known here`);
  const first = Buffer.from(scram.first);
  const length = Buffer.alloc(4);
  length.writeInt32BE(first.length);
  return Buffer.concat([Buffer.from('SCRAM-SHA-256\0'), length, first]);
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

function message(letter: string, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(letter, 'latin1');
  head.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

function rowOf(body: Buffer): (string | null)[] {
  const row: (string | null)[] = [];
  let at = 2;
  for (let column = 0; column < body.readInt16BE(0); column++) {
    const length = body.readInt32BE(at);
    at += 4;
    row.push(length < 0 ? null : body.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return row;
}

function errorOf(body: Buffer): PostgresError {
  const fields = new Map(
    body
      .toString('utf8')
      .split('\0')
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  );
  return new PostgresError(fields.get('C') ?? '', fields.get('M') ?? 'an error without words');
}

/** A name in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in single quotes. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
