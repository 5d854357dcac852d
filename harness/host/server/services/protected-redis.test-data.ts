import { findProgram } from './own/find-program.ts';
import { freePort, OwnServer } from './own/own-server.ts';
import { serverDirectory } from './own/server-directory.ts';
import { RedisClient } from './redis/client.ts';

export interface ProtectedRedis {
  readonly port: number;
  /** With the password, to be shown nowhere. */
  readonly url: string;
  /** A client of one of its databases. */
  connect(database: number): Promise<RedisClient>;
  end(): Promise<void>;
}

/** A Redis that asks everybody for this password. */
export async function protectedRedis(password: string): Promise<ProtectedRedis> {
  const port = await freePort();
  const connect = (database: number) => RedisClient.connect({ host: '127.0.0.1', port, user: undefined, password, database });
  const server = await OwnServer.start({
    name: 'redis',
    command: [findProgram('redis-server') ?? '', '--port', `${port}`, '--bind', '127.0.0.1', '--requirepass', password],
    directory: serverDirectory(),
    crashSignal: 'SIGKILL',
    answers: async () => (await connect(0)).end(),
  });
  return { port, url: `redis://:${password}@127.0.0.1:${port}`, connect, end: () => server.end() };
}
