import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), as Postgres asks for it: without a user's name and without channel binding. */
export class Scram {
  readonly #password: string;
  readonly #nonce = randomBytes(18).toString('base64');

  constructor(password: string) {
    this.#password = password;
  }

  get first(): string {
    return `n,,${this.#bare}`;
  }

  /** The answer to the server's first message. @throws {Error} where that is none. */
  final(serverFirst: string): string {
    const parts = new Map(serverFirst.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
    const [nonce, salt, iterations] = [parts.get('r'), parts.get('s'), Number(parts.get('i'))];
    if (nonce === undefined || !nonce.startsWith(this.#nonce) || salt === undefined || !Number.isInteger(iterations)) {
      throw new Error('the server does not speak SCRAM-SHA-256');
    }
    const salted = pbkdf2Sync(this.#password.normalize('NFKC'), Buffer.from(salt, 'base64'), iterations, 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const storedKey = createHash('sha256').update(clientKey).digest();
    const withoutProof = `c=biws,r=${nonce}`;
    const signature = hmac(storedKey, `${this.#bare},${serverFirst},${withoutProof}`);
    const proof = clientKey.map((byte, at) => byte ^ (signature[at] ?? 0));
    return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`;
  }

  get #bare(): string {
    return `n=,r=${this.#nonce}`;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
