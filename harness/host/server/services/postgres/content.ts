import { type PostgresClient, quoted } from './client.ts';

const TABLES = `select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1, 2`;

/** Every row of every table, in an order that is the same for the same rows. */
export async function contentOf(client: PostgresClient): Promise<string> {
  const parts: string[] = [];
  for (const [schema, table] of await client.query(TABLES)) {
    if (schema == null || table == null) continue;
    const from = `${quoted(schema)}.${quoted(table)}`;
    const rows = await client.query(`select t::text from ${from} t order by t::text collate "C"`);
    parts.push(`${schema}.${table}`, ...rows.map(([row]) => row ?? ''));
  }
  return parts.join('\n');
}
