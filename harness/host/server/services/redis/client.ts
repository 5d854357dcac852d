import { readReply } from '../../proxy/protocols/resp.ts';
import { Wire } from '../wire.ts';

export interface RedisLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

/** An error that the server told: `NOAUTH`, `WRONGPASS`, `ERR` and what it says. */
export class RedisError extends Error {
  get kind(): string {
    return this.message.split(' ', 1)[0] ?? '';
  }
}

/** What we ask a Redis ourselves, in RESP2. */
export class RedisClient {
  readonly #wire: Wire;

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Rejects with the system's error, or `RedisError`. */
  static async connect({ user, password, database, ...target }: RedisLogin): Promise<RedisClient> {
    const client = new RedisClient(await Wire.connect(target));
    try {
      const login = password === undefined ? [] : [['AUTH', ...(user === undefined ? [] : [user]), password]];
      for (const command of [...login, ['SELECT', `${database}`]]) await client.#wire.patiently(client.command(...command));
      return client;
    } catch (error) {
      client.end();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#wire.isOpen;
  }

  /** The texts of the answer: one, or those of an array. Rejects with what the server refused it with. */
  async command(...words: string[]): Promise<readonly string[]> {
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    this.#wire.send(Buffer.from(`*${words.length}\r\n${parts.join('')}`));
    const { type, texts } = await this.#wire.next((bytes) => {
      const reply = readReply(bytes, 0);
      return reply === undefined ? undefined : { value: reply, bytes: reply.end };
    });
    if (type === '-') throw new RedisError(texts[0]);
    return texts;
  }

  end(): void {
    this.#wire.end();
  }
}
