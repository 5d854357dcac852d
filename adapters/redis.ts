import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { RedisSessions } from './redis-sessions/redis-sessions.ts';

/** Sessions in Redis, by the project's own ioredis: the store to compare with. */
export default defineAdapter({
  name: 'redis',
  claims: { survives: 'server-crash', writers: 'many-processes', patch: 'native', ttl: 'given' },
  services: ['redis'],
  open: ({ services, ttlMs }) => RedisSessions.open({ url: services.redis.url, ttlMs }),
});
