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

const OWN: { readonly [S in OfferedService]: { isInstalled(): boolean; start(): Promise<Service>; readonly needs: string } } = {
  postgres: { isInstalled: isPostgresInstalled, start: ownPostgres, needs: 'postgres and initdb' },
  redis: { isInstalled: isRedisInstalled, start: ownRedis, needs: 'redis-server' },
};

/** Why there is no server of this name; `undefined` where one was given or can be started. */
export function missingService(name: OfferedService, { given }: ServiceSource): string | undefined {
  if (given.some((one) => one.name === name) || OWN[name].isInstalled()) return undefined;
  return `there is no ${name}: install ${OWN[name].needs}, which are looked for on PATH, or give a running one by --service ${name}=URL`;
}

/** The server that was given, or one of our own; there is one. @throws {Failure} CW_SERVICE_UNREACHABLE and what else keeps a server from being used. */
export function openService(name: OfferedService, { given, mayHaveTables }: ServiceSource): Promise<Service> {
  const url = given.findLast((one) => one.name === name)?.url;
  if (url === undefined) return OWN[name].start();
  return name === 'postgres' ? postgresService(url, { mayHaveTables }) : redisService(url, { mayHaveTables, own: false });
}
