import { mysqlService } from './mysql/mysql-service.ts';
import { isMysqlInstalled, ownMysql } from './own/own-mysql.ts';
import { isPostgresInstalled, ownPostgres } from './own/own-postgres.ts';
import { isRedisInstalled, ownRedis } from './own/own-redis.ts';
import { postgresService } from './postgres/postgres-service.ts';
import { redisService } from './redis/redis-service.ts';
import type { GivenService, OfferedService, Service } from './service.ts';

export interface ServiceSource {
  /** What the user gave, by `--service`. */
  readonly given: readonly GivenService[];
  readonly mayHaveTables: boolean;
}

interface Source {
  isInstalled(): boolean;
  start(): Promise<Service>;
  /** What is to be installed for a server of our own. */
  readonly needs: string;
  /** A place on a server that was given. */
  use(url: string, options: { readonly mayHaveTables: boolean }): Promise<Service>;
}

const SOURCES: { readonly [S in OfferedService]: Source } = {
  postgres: { isInstalled: isPostgresInstalled, start: ownPostgres, needs: 'postgres and initdb', use: postgresService },
  redis: {
    isInstalled: isRedisInstalled,
    start: ownRedis,
    needs: 'redis-server',
    use: (url, options) => redisService(url, { ...options, own: false }),
  },
  mysql: {
    isInstalled: isMysqlInstalled,
    start: ownMysql,
    needs: 'mariadbd and mariadb-install-db, or mysqld',
    use: mysqlService,
  },
};

/** Why there is no server of this name; `undefined` where one was given or can be started. */
export function missingService(name: OfferedService, { given }: ServiceSource): string | undefined {
  if (given.some((one) => one.name === name) || SOURCES[name].isInstalled()) return undefined;
  return `there is no ${name}: install ${SOURCES[name].needs}, which are looked for on PATH, or give a running one by --service ${name}=URL`;
}

/** The server that was given, or one of our own; there is one. @throws {Failure} CW_SERVICE_UNREACHABLE and what else keeps a server from being used. */
export function openService(name: OfferedService, { given, mayHaveTables }: ServiceSource): Promise<Service> {
  const url = given.findLast((one) => one.name === name)?.url;
  return url === undefined ? SOURCES[name].start() : SOURCES[name].use(url, { mayHaveTables });
}
