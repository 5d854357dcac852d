import { type MysqlClient, quotedText } from './client.ts';

/** Waits for locks other than those of rows, by what the server says of a client's state. */
const WAITS = /^(waiting for .*lock|user lock)$/i;
/** `GET_LOCK(name, seconds)`: fewer than none is without end. */
const USER_LOCK = /get_lock\s*\(.*?,\s*(-?\d+(?:\.\d+)?)\s*\)/is;
const THREAD = /(?:MariaDB|MySQL) thread id (\d+)/;

/** What the clients of one database are at. */
export interface Waits {
  /** How many there are, those included that are about to end. */
  readonly clients: number;
  /** For each client that waits for a lock, after how many milliseconds the server itself ends that. */
  readonly endAfterMs: readonly number[];
}

interface LockLimits {
  readonly rowMs: number;
  readonly tableMs: number;
}

/** Who waits for what another one holds, asked of the server. */
export async function waitsIn(client: MysqlClient, database: string, limits: LockLimits): Promise<Waits> {
  const ofOurs = `select id, state, info from information_schema.processlist where db = ${quotedText(database)}`;
  const threads = await client.query(ofOurs);
  // The table INNODB_TRX would show what was so up to a tenth of a second ago, and longer where it is asked more often.
  const [[, , status] = []] = await client.query('show engine innodb status');
  const waiting = waitingThreads(status ?? '');
  const endAfterMs = threads.flatMap(([id, state, info]) => {
    if (waiting.includes(id ?? '')) return [limits.rowMs];
    if (!WAITS.test(state ?? '')) return [];
    return [/^user lock$/i.test(state ?? '') ? userLockMs(info ?? '') : limits.tableMs];
  });
  return { clients: threads.length, endAfterMs };
}

/** The limits for those who do not set their own. */
export async function lockLimits(client: MysqlClient): Promise<LockLimits> {
  const [[row, table] = []] = await client.query('select @@innodb_lock_wait_timeout, @@lock_wait_timeout');
  return { rowMs: Number(row) * 1000, tableMs: Number(table) * 1000 };
}

/** The numbers of the connections whose transaction waits for the lock of a row. In front of each stands nothing that a client has said. */
function waitingThreads(status: string): string[] {
  return status
    .split('\n---TRANSACTION ')
    .slice(1)
    .flatMap((transaction) => {
      const thread = THREAD.exec(transaction);
      return thread !== null && /^LOCK WAIT /m.test(transaction.slice(0, thread.index)) ? [thread[1] ?? ''] : [];
    });
}

/** Of one whose time is not told it is taken that the server ends it. */
function userLockMs(statement: string): number {
  const seconds = USER_LOCK.exec(statement)?.[1];
  if (seconds === undefined) return 0;
  return Number(seconds) < 0 ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
}
