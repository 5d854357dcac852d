import { execFile } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './own/find-program.ts';
import { freePort, OwnServer } from './own/own-server.ts';
import { serverDirectory } from './own/server-directory.ts';
import { PostgresClient } from './postgres/client.ts';

const NOBODY = 65_534;

/** A Postgres that asks everybody for this password, by SCRAM. */
export async function protectedPostgres(password: string): Promise<{ readonly url: string; end(): Promise<void> }> {
  const directory = serverDirectory();
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  const [data, secret] = [path.join(directory, 'data'), path.join(directory, 'secret')];
  writeFileSync(secret, password);
  const init = ['-D', data, '-U', 'someone', '-A', 'scram-sha-256', '--pwfile', secret, '--no-sync', '--locale=C'];
  await promisify(execFile)(findProgram('initdb') ?? '', init, { cwd: directory, ...user });
  const port = await freePort();
  const login = { host: '127.0.0.1', port, user: 'someone', password, database: 'postgres' };
  const server = await OwnServer.start({
    name: 'postgres',
    command: [findProgram('postgres') ?? '', '-D', data, '-p', `${port}`, '-c', 'unix_socket_directories='],
    directory,
    crashSignal: 'SIGQUIT',
    ...(user === undefined ? {} : { user }),
    answers: async () => (await PostgresClient.connect(login)).end(),
  });
  return { url: `postgres://someone:${password}@127.0.0.1:${port}/postgres`, end: () => server.end() };
}
