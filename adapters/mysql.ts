import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { MysqlSessions } from './mysql-sessions/mysql-sessions.ts';

/** Sessions in a table of MySQL or MariaDB, by the project's own mysql2: the store to compare with. */
export default defineAdapter({
  name: 'mysql',
  claims: { survives: 'server-crash', writers: 'many-processes', patch: 'native', ttl: 'given' },
  services: ['mysql'],
  open: ({ services, ttlMs }) => MysqlSessions.open({ url: services.mysql.url, ttlMs }),
});
