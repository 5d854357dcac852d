import { execFile } from 'node:child_process';
import { chownSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PostgresClient } from '../postgres/client.ts';
import { postgresService } from '../postgres/postgres-service.ts';
import type { Service } from '../service.ts';
import { findProgram } from './find-program.ts';
import { onOwnServer } from './on-own-server.ts';
import { freePort, OwnServer, startFailure } from './own-server.ts';
import { serverDirectory } from './server-directory.ts';

const run = promisify(execFile);
const USER = 'crashworthy';
/** The programs of a Postgres refuse to run as root; this is the number of `nobody`. */
const NOBODY = 65_534;

/** It keeps what it promises; nothing runs in it by the clock. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  autovacuum: 'off',
  jit: 'off',
  checkpoint_timeout: '1d',
  max_wal_size: '4GB',
  // What is not flushed by a commit stays unflushed as long as can be: a crash then takes it.
  wal_writer_delay: '10s',
  max_connections: '100',
};

/** Whether what a Postgres of ours needs is installed. */
export function isPostgresInstalled(): boolean {
  return findProgram('postgres') !== undefined && findProgram('initdb') !== undefined;
}

/** Starts a Postgres on a free port, with nothing in it. @throws {Failure} CW_SERVICE_START. */
export async function ownPostgres(): Promise<Service> {
  const [server, port] = await startPostgres();
  const url = `postgres://${USER}@127.0.0.1:${port}/postgres`;
  return onOwnServer(server, () => postgresService(url, { mayHaveTables: false }));
}

async function startPostgres(): Promise<[server: OwnServer, port: number]> {
  const [initdb = '', postgres = ''] = [findProgram('initdb'), findProgram('postgres')];
  const directory = serverDirectory();
  const user = userInfo().uid === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  const data = path.join(directory, 'data');
  const init = ['-D', data, '-U', USER, '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  try {
    await run(initdb, init, { cwd: directory, env: { PATH: process.env.PATH }, ...user });
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw startFailure('postgres', error instanceof Error ? error.message : '');
  }
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port: `${port}` }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = await OwnServer.start({
    name: 'postgres',
    command: [postgres, '-D', data, ...settings],
    directory,
    // At once, without a checkpoint: its next start recovers from the log, as after SIGKILL, and no part of it outlives it.
    crashSignal: 'SIGQUIT',
    ...(user === undefined ? {} : { user }),
    answers: async () => {
      const login = { host: '127.0.0.1', port, user: USER, password: undefined, database: 'postgres' };
      (await PostgresClient.connect(login)).end();
    },
  });
  return [server, port];
}
