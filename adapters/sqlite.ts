import { isBuiltin } from 'node:module';
import type { Adapter } from '../harness/contract/adapter.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { isInstalled } from '../harness/contract/import-from-project.ts';
import { BETTER_SQLITE3 } from './sqlite/open-database.ts';
import { SqliteStore } from './sqlite/sqlite-store.ts';

/**
 * An exemplary store for several processes: a SQLite database, through `node:sqlite` where Node has it and better-sqlite3 where the
 * project has that. SQLite writes past `node:fs`, so the simulated disk does not see it.
 */
export default defineAdapter({
  name: 'sqlite',
  ...engine(),
  claims: { survives: 'power-loss', writers: 'many-processes', values: 'exact' },
  open: ({ dir }) => SqliteStore.open(dir),
});

/** Asked without loading it: until Node 24 that printed a warning. */
function engine(): Pick<Adapter, 'package'> {
  const { sqlite } = process.versions;
  if (isBuiltin('node:sqlite')) return { package: { name: 'node:sqlite', ...(sqlite === undefined ? {} : { version: sqlite }) } };
  return isInstalled(BETTER_SQLITE3.name) ? { package: BETTER_SQLITE3.judged() } : {};
}
