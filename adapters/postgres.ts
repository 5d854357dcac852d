import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { PostgresSessions } from './postgres-sessions/postgres-sessions.ts';

/** Sessions in a table of Postgres, by the project's own pg: the store to compare with. */
export default defineAdapter({
  name: 'postgres',
  claims: {
    survives: 'server-crash',
    writers: 'many-processes',
    patch: 'native',
    ttl: 'given',
    idempotencyKey: 'append',
    lease: 'fenced',
  },
  services: ['postgres'],
  open: ({ services, ttlMs }) => PostgresSessions.open({ url: services.postgres.url, ttlMs }),
});
