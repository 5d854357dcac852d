import { execa } from 'execa';
import type { PoolKey, Rows, SessionRow } from '../../harness/contract/pool.ts';

/** The user and database of the machine's own server, or what the variables of libpq say. */
const SERVER = { PGHOST: '127.0.0.1', PGUSER: 'postgres', PGDATABASE: 'postgres', PGCONNECT_TIMEOUT: '2', ...process.env };

/** Runs one statement, with the variables quoted by psql itself. */
async function psql(statement: string, variables: { readonly [name: string]: string } = {}): Promise<string> {
  const given = Object.entries(variables).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  const { stdout } = await execa('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...given], {
    input: statement,
    env: SERVER,
  });
  return stdout;
}

export async function postgresAnswers(): Promise<boolean> {
  return psql('select 1').then(
    (answer) => answer === '1',
    () => false,
  );
}

/** Rows in a table, keyed by (chat, agent). A call has resolved when its transaction is committed. */
export class RowsOnPostgres implements Rows {
  readonly #table: string;

  private constructor(table: string) {
    this.#table = table;
  }

  static async create(table: string): Promise<RowsOnPostgres> {
    const columns = 'chat text, agent text, session_id text not null, status text not null, primary key (chat, agent)';
    await psql(`create table :"table" (${columns})`, { table });
    return new RowsOnPostgres(table);
  }

  async drop(): Promise<void> {
    await psql('drop table :"table"', { table: this.#table });
  }

  async get({ chat, agent }: PoolKey): Promise<SessionRow | undefined> {
    return (await this.list()).find((row) => row.chat === chat && row.agent === agent);
  }

  async list(): Promise<SessionRow[]> {
    const row = `json_build_object('chat', chat, 'agent', agent, 'sessionId', session_id, 'status', status)`;
    const rows = await psql(`select coalesce(json_agg(${row} order by chat, agent), '[]') from :"table"`, { table: this.#table });
    return JSON.parse(rows) as SessionRow[];
  }

  async put({ chat, agent, sessionId, status }: SessionRow): Promise<void> {
    await psql(
      `insert into :"table" values (:'chat', :'agent', :'session', :'status')
       on conflict (chat, agent) do update set session_id = excluded.session_id, status = excluded.status`,
      { table: this.#table, chat, agent, session: sessionId, status },
    );
  }

  async delete({ chat, agent }: PoolKey): Promise<void> {
    await psql(`delete from :"table" where chat = :'chat' and agent = :'agent'`, { table: this.#table, chat, agent });
  }
}
