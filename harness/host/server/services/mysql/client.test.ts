import { constants, createHash, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { MysqlClient } from './client.ts';
import { packet, readPacket } from './packets.ts';

const PASSWORD = 'hush-hush';
const CHALLENGE = Buffer.from('12345678abcdefghijkl');

/** As MySQL 8 greets. */
function greeting(): Buffer {
  const head = Buffer.concat([Buffer.from('\x0a8.4.2-log\0'), Buffer.alloc(4), CHALLENGE.subarray(0, 8), Buffer.alloc(1)]);
  const capabilities = Buffer.from('ffff2d0200ffdf15', 'hex');
  return Buffer.concat([head, capabilities, Buffer.alloc(10), CHALLENGE.subarray(8), Buffer.from('\0caching_sha2_password\0')]);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function xor(bytes: Buffer, other: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, at) => byte ^ (other[at % other.length] ?? 0)));
}

/** What the client says, packet by packet, each answered in turn. */
async function conversation(socket: Socket, answers: ((said: Buffer) => Buffer)[]): Promise<void> {
  let kept = Buffer.alloc(0);
  for await (const bytes of socket) {
    kept = Buffer.concat([kept, bytes]);
    for (let found = readPacket(kept); found !== undefined; found = readPacket(kept)) {
      kept = kept.subarray(found.bytes);
      const answer = answers.shift();
      if (answer !== undefined) socket.write(packet(answer(found.value.payload), found.value.sequence + 1));
    }
  }
}

test('a login by caching_sha2_password proves the password, and gives it to the owner of the key alone where it has to', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.write(packet(greeting(), 0));
    void conversation(socket, [
      (said) => {
        const once256 = sha256(Buffer.from(PASSWORD));
        const proof = xor(once256, sha256(Buffer.concat([sha256(once256), CHALLENGE])));
        heard.push(said.includes(proof) ? 'proof' : 'no proof');
        return Buffer.from([1, 4]);
      },
      (said) => {
        heard.push(said.toString('hex'));
        return Buffer.concat([Buffer.from([1]), Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }))]);
      },
      (said) => {
        const plain = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, said);
        heard.push(xor(plain, CHALLENGE).toString());
        return Buffer.from([0, 0, 0, 2, 0, 0, 0]);
      },
    ]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = await MysqlClient.connect({ host: '127.0.0.1', port, user: 'me', password: PASSWORD, database: undefined });
  expect(client.version).toBe('MySQL 8.4.2');
  expect(heard).toEqual(['proof', '02', `${PASSWORD}\0`]);
  client.end();
  server.close();
});
