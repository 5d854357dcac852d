import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const TABLE = 'CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, fields TEXT NOT NULL)';

/**
 * Sessions in a SQLite database in the modes that are given. @throws Error where a mode is not in force: SQLite stays in another one without a word
 */
export function openIn(dir, modes) {
  const database = new DatabaseSync(path.join(dir, 'sessions.db'));
  for (const [pragma, mode] of Object.entries(modes)) {
    database.exec(`PRAGMA ${pragma} = ${mode}`);
    const found = database.prepare(`PRAGMA ${pragma}`).get()[pragma];
    if (String(found).toLowerCase() !== String(mode).toLowerCase()) throw new Error(`${pragma} is ${found}, not ${mode}`);
  }
  database.exec(TABLE);
  const read = (id) => {
    const row = database.prepare('SELECT fields FROM sessions WHERE id = ?').get(id);
    return row === undefined ? null : { fields: JSON.parse(row.fields) };
  };
  const write = (id, fields) =>
    database
      .prepare('INSERT INTO sessions VALUES (?, ?) ON CONFLICT DO UPDATE SET fields = excluded.fields')
      .run(id, JSON.stringify(fields));
  return {
    read: async (id) => read(id),
    list: async () =>
      database
        .prepare('SELECT id FROM sessions')
        .all()
        .map(({ id }) => id),
    create: async (id, fields) => void write(id, fields),
    patch: async (id, fields) => {
      const before = read(id);
      if (before === null) throw new Error(`there is no session ${id}`);
      write(id, { ...before.fields, ...fields });
    },
    delete: async (id) => void database.prepare('DELETE FROM sessions WHERE id = ?').run(id),
    close: async () => database.close(),
  };
}
