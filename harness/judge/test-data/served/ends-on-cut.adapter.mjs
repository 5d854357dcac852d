import pg from 'pg';

/** Nobody listens for the errors of a connection that is lent from the pool. */
class Lists {
  constructor(pool) {
    this.pool = pool;
  }

  async append(session, record) {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('INSERT INTO records VALUES ($1, $2)', [session, JSON.stringify(record)]);
      await client.query('COMMIT');
    } finally {
      client.release(true);
    }
  }

  async read(session) {
    const { rows } = await this.pool.query('SELECT record FROM records WHERE session = $1 ORDER BY at', [session]);
    return rows.length === 0 ? null : { records: rows.map(({ record }) => JSON.parse(record)) };
  }

  async close() {
    await this.pool.end();
  }
}

export default {
  name: 'ends-on-cut',
  claims: { survives: 'process-kill' },
  services: ['postgres'],
  async open({ services }) {
    const pool = new pg.Pool({ connectionString: services.postgres.url, query_timeout: 10_000 });
    pool.on('error', () => {});
    await pool.query('CREATE TABLE IF NOT EXISTS records (session text, record text, at serial)');
    return new Lists(pool);
  },
};
