import { describe, expect, test } from 'vitest';
import { NotThisProtocol, type Protocol } from './protocol.ts';
import { mysql } from './protocols/mysql.ts';
import { postgres } from './protocols/postgres.ts';
import { redis } from './protocols/redis.ts';

/** What a conversation makes of requests and answers, each fed whole or byte by byte. */
function talk(protocol: Protocol, turns: readonly (readonly [client: Buffer, server: Buffer])[], byteByByte: boolean): unknown[] {
  const conversation = protocol.converse();
  const fed = (bytes: Buffer): Buffer[] => (byteByByte ? [...bytes].map((byte) => Buffer.from([byte])) : [bytes]);
  return turns.map(([client, server]) => {
    const names = fed(client).flatMap((bytes) =>
      conversation.fromClient(bytes).map((message) => {
        if (message.kind === 'refusal') return 'refused';
        conversation.sent(message);
        return `${message.name}${message.handshake ? ' (handshake)' : ''}`;
      }),
    );
    const answers = fed(server).flatMap((bytes) => conversation.fromServer(bytes));
    const ends = answers.filter((one) => one.ends).length;
    return [names, answers.length, ends, answers.at(-1)?.transaction];
  });
}

function postgresMessage(letter: string, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length + 4);
  return Buffer.concat([Buffer.from(letter), length, bytes]);
}

function mysqlPacket(sequence: number, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(4);
  header.writeUIntLE(bytes.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, bytes]);
}

const STARTUP = postgresMessage('', Buffer.from('\0\x03\0\0user\0postgres\0\0', 'latin1'));
const ready = (state: string): Buffer => postgresMessage('Z', state);
const none = Buffer.alloc(0);

describe.each([false, true])('byte by byte: %s', (byteByByte) => {
  test('Postgres: a login, a statement, a transaction, a prepared one by Flush, a COPY, and goodbye', () => {
    const parse = postgresMessage('P', 'name\0insert into t values ($1)\0\0\0');
    const bind = postgresMessage('B', 'portal\0name\0\0\0\0\0\0\0');
    const turns: [Buffer, Buffer][] = [
      [STARTUP, postgresMessage('R', Buffer.from([0, 0, 0, 5, 1, 2, 3, 4]))],
      [postgresMessage('p', 'md5secret\0'), Buffer.concat([postgresMessage('R', Buffer.alloc(4)), ready('I')])],
      [postgresMessage('Q', 'begin\0'), Buffer.concat([postgresMessage('C', 'BEGIN\0'), ready('T')])],
      [
        Buffer.concat([parse, postgresMessage('D', 'Sname\0'), postgresMessage('H', '')]),
        Buffer.concat([postgresMessage('1', ''), postgresMessage('t', '\0\0'), postgresMessage('n', '')]),
      ],
      [
        Buffer.concat([bind, postgresMessage('E', '\0\0\0\0\0'), postgresMessage('S', '')]),
        Buffer.concat([postgresMessage('2', ''), postgresMessage('E', 'SERROR\0\0'), ready('E')]),
      ],
      [postgresMessage('Q', 'copy t from stdin\0'), postgresMessage('G', '\0\0\0')],
      [
        Buffer.concat([postgresMessage('d', 'row\n'), postgresMessage('c', '')]),
        Buffer.concat([postgresMessage('C', 'COPY 1\0'), ready('I')]),
      ],
      [postgresMessage('X', ''), none],
    ];
    expect(talk(postgres, turns, byteByByte)).toEqual([
      [['startup (handshake)'], 1, 1, undefined],
      [['password (handshake)'], 2, 1, 'none'],
      [['begin'], 2, 1, 'open'],
      [['prepare insert into t values ($1)'], 3, 1, undefined],
      [['insert into t values ($1)'], 3, 1, 'failed'],
      [['copy t from stdin'], 1, 1, undefined],
      [['end of COPY'], 2, 1, 'none'],
      [['goodbye'], 0, 0, undefined],
    ]);
  });

  test('RESP: commands, a transaction, arrays in maps, a push between, a subscription to two', () => {
    const command = (...words: string[]): Buffer =>
      Buffer.from(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
    const turns: [Buffer, Buffer][] = [
      [command('HELLO', '3', 'AUTH', 'me', 'secret'), Buffer.from('%2\r\n+server\r\n$5\r\nredis\r\n+modules\r\n*0\r\n')],
      [command('SET', 'kö', 'a\r\nb'), Buffer.from('>2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n+OK\r\n')],
      [command('AUTH', 'secret'), Buffer.from('-WRONGPASS\r\n')],
      [command('MULTI'), Buffer.from('+OK\r\n')],
      [command('SUBSCRIBE', 'a', 'b'), Buffer.from('>3\r\n+subscribe\r\n+a\r\n:1\r\n>3\r\n+subscribe\r\n+b\r\n:2\r\n')],
      [Buffer.from('PING\r\n'), Buffer.from('$-1\r\n')],
    ];
    expect(talk(redis, turns, byteByByte)).toEqual([
      [['HELLO (handshake)'], 1, 1, 'none'],
      [['SET kö'], 2, 1, 'none'],
      [['AUTH'], 1, 1, 'none'],
      [['MULTI'], 1, 1, 'open'],
      [['SUBSCRIBE a'], 2, 1, 'open'],
      [['PING'], 1, 1, 'open'],
    ]);
  });

  test('MySQL: a login in two steps, rows, a prepared statement, an error, a packet that goes on in another', () => {
    const ok = (status: number): Buffer => Buffer.from([0, 0, 0, status, 0, 0, 0]);
    const end = Buffer.from([0xfe, 0, 0, 2, 0]);
    const endInside = Buffer.from([0xfe, 0, 0, 3, 0]);
    const packets = (...bodies: (Buffer | string)[]): Buffer =>
      Buffer.concat(bodies.map((body, at) => mysqlPacket(at + 1, body)));
    const turns: [Buffer, Buffer][] = [
      [none, mysqlPacket(0, Buffer.concat([Buffer.from([10]), Buffer.from('8.0\0'), Buffer.alloc(60, 0xff)]))],
      [mysqlPacket(1, 'who'), packets(Buffer.from([1, 3]), ok(2))],
      [mysqlPacket(0, '\x03select 1'), packets('\x01', 'column', end, 'row', 'row', endInside)],
      [mysqlPacket(0, '\x16insert ?'), packets(Buffer.from([0, 7, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]), 'parameter', end)],
      [mysqlPacket(0, Buffer.from([23, 7, 0, 0, 0, 0, 1, 0, 0, 0])), packets(ok(2))],
      [mysqlPacket(0, Buffer.from([25, 7, 0, 0, 0])), none],
      [mysqlPacket(0, '\x03nonsense'), packets(Buffer.from([0xff, 1, 4]))],
    ];
    expect(talk(mysql, turns, byteByByte)).toEqual([
      [[], 1, 0, undefined],
      [['login (handshake)'], 2, 1, 'none'],
      [['select 1'], 6, 1, 'open'],
      [['prepare insert ?'], 3, 1, 'open'],
      [['insert ?'], 1, 1, 'none'],
      [['close statement'], 0, 0, undefined],
      [['nonsense'], 1, 1, 'none'],
    ]);
  });
});

test('MySQL is not offered TLS or compression', () => {
  const greeting = mysqlPacket(0, Buffer.concat([Buffer.from([10]), Buffer.from('8.0\0'), Buffer.alloc(60, 0xff)]));
  const [passed] = mysql.converse().fromServer(greeting);
  const capabilities = 4 + 1 + 4 + 4 + 8 + 1;
  expect((passed?.bytes.readUInt16LE(capabilities) ?? 0) & 0x0820).toBe(0);
  expect(passed?.bytes).toHaveLength(greeting.length);
});

test('whoever speaks something else is told so', () => {
  for (const protocol of [postgres, redis]) {
    expect(() => protocol.converse().fromServer(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))).not.toThrow(TypeError);
  }
  expect(() => postgres.converse().fromClient(Buffer.from('GET / HTTP/1.1\r\n'))).toThrow(NotThisProtocol);
  expect(() => redis.converse().fromServer(Buffer.from('HTTP/1.1 400\r\n'))).toThrow(NotThisProtocol);
});

test('a password in a statement is never told', async () => {
  const conversation = postgres.converse();
  conversation.fromClient(STARTUP);
  const [told] = conversation.fromClient(postgresMessage('Q', "alter role me\n with password 'hush'\0"));
  expect(told).toMatchObject({ name: 'alter role me with password ...' });
});
