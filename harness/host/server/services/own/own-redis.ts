import { RedisClient } from '../redis/client.ts';
import { redisService } from '../redis/redis-service.ts';
import type { Service } from '../service.ts';
import { findProgram } from './find-program.ts';
import { onOwnServer } from './on-own-server.ts';
import { freePort, OwnServer } from './own-server.ts';
import { serverDirectory } from './server-directory.ts';

/** Whether what a Redis of ours needs is installed. */
export function isRedisInstalled(): boolean {
  return findProgram('redis-server') !== undefined;
}

/** Starts a Redis on a free port, with nothing in it, that writes every command before it answers. @throws {Failure} CW_SERVICE_START. */
export async function ownRedis(): Promise<Service> {
  const port = await freePort();
  const directory = serverDirectory();
  const settings = ['--bind', '127.0.0.1', '--dir', directory, '--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const server = await OwnServer.start({
    name: 'redis',
    command: [findProgram('redis-server') ?? '', '--port', `${port}`, ...settings],
    directory,
    crashSignal: 'SIGKILL',
    answers: async () => {
      const client = await RedisClient.connect({ host: '127.0.0.1', port, user: undefined, password: undefined, database: 0 });
      await client.command('PING').finally(() => client.end());
    },
  });
  return onOwnServer(server, () => redisService(`redis://127.0.0.1:${port}/0`, { mayHaveTables: false, own: true }));
}
