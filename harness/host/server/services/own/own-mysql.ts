import { execFile } from 'node:child_process';
import { chownSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { MysqlClient } from '../mysql/client.ts';
import { mysqlService } from '../mysql/mysql-service.ts';
import type { Service } from '../service.ts';
import { findProgram } from './find-program.ts';
import { onOwnServer } from './on-own-server.ts';
import { freePort, OwnServer, startFailure } from './own-server.ts';
import { serverDirectory } from './server-directory.ts';

const run = promisify(execFile);
/** The server refuses to run as root; this is the number of `nobody`. */
const NOBODY = 65_534;
const LATEST_FLUSH_S = 2700;

/** It keeps what it promises; nothing runs in it by the clock. */
const SETTINGS = {
  'bind-address': '127.0.0.1',
  'skip-name-resolve': 'ON',
  'skip-log-bin': 'ON',
  'innodb-flush-log-at-trx-commit': '1',
  // What is not flushed by a commit stays unflushed as long as can be: a crash then takes it.
  'innodb-flush-log-at-timeout': `${LATEST_FLUSH_S}`,
  'innodb-buffer-pool-size': '64M',
  'innodb-flush-method': 'fsync',
  'event-scheduler': 'OFF',
  'performance-schema': 'OFF',
  'max-connections': '200',
};

/** How a server is made and run: MariaDB has a program of its own to make one, of MySQL the server does that. */
interface Programs {
  readonly server: string;
  initialise(data: string): readonly string[];
}

/** Whether what a MySQL or MariaDB of ours needs is installed. */
export function isMysqlInstalled(): boolean {
  return programs() !== undefined;
}

/** Starts a MariaDB or MySQL on a free port, with nothing in it. @throws {Failure} CW_SERVICE_START. */
export async function ownMysql(): Promise<Service> {
  const [server, port] = await startMysql();
  return onOwnServer(server, () => mysqlService(`mysql://root@127.0.0.1:${port}`, { mayHaveTables: false }));
}

function programs(): Programs | undefined {
  const [installer, mariadbd] = [findProgram('mariadb-install-db'), findProgram('mariadbd')];
  if (installer !== undefined && mariadbd !== undefined) {
    const options = ['--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
    return { server: mariadbd, initialise: (data) => [installer, ...options, `--datadir=${data}`] };
  }
  const mysqld = findProgram('mysqld');
  if (mysqld === undefined) return undefined;
  return { server: mysqld, initialise: (data) => [mysqld, '--no-defaults', '--initialize-insecure', `--datadir=${data}`] };
}

async function startMysql(): Promise<[server: OwnServer, port: number]> {
  const { server: program = '', initialise } = programs() ?? {};
  const directory = serverDirectory();
  const user = userInfo().uid === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  const data = path.join(directory, 'data');
  try {
    const [maker = '', ...init] = initialise?.(data) ?? [];
    await run(maker, init, { cwd: directory, env: { PATH: process.env.PATH }, ...user });
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw startFailure('mysql', error instanceof Error ? error.message : '');
  }
  const port = await freePort();
  const places = { datadir: data, socket: path.join(directory, 'socket'), 'pid-file': path.join(directory, 'pid') };
  const settings = Object.entries({ ...SETTINGS, ...places, port: `${port}` }).map(([name, value]) => `--${name}=${value}`);
  const server = await OwnServer.start({
    name: 'mysql',
    command: [program, '--no-defaults', ...settings],
    directory,
    crashSignal: 'SIGKILL',
    ...(user === undefined ? {} : { user }),
    answers: async () => {
      const login = { host: '127.0.0.1', port, user: 'root', password: undefined, database: undefined };
      (await MysqlClient.connect(login)).end();
    },
  });
  return [server, port];
}
