import { createPool } from 'mysql2/promise';
import { defineAdapter } from '../../../../dist/index.js';

const THEIRS = 'preflight';

// A patch reads, then locks a row and waits for it on another connection, until the server ends that: no timer of its own is set meanwhile.
export default defineAdapter({
  name: 'waits-for-itself',
  claims: { survives: 'process-kill', patch: 'read-modify-write' },
  services: ['mysql'],
  open: async ({ services }) => {
    const pool = createPool({ uri: services.mysql.url });
    await pool.query('create table if not exists s (id varchar(99) primary key, fields longtext)');
    const read = async (id) => {
      const [[row]] = await pool.query({ sql: 'select fields from s where id = ?', timeout: 5000 }, [id]);
      return row === undefined ? null : { fields: JSON.parse(row.fields) };
    };
    const set = (connection, id, fields) => connection.query('replace into s values (?, ?)', [id, JSON.stringify(fields)]);
    return {
      read,
      create: (id, fields) => set(pool, id, fields),
      patch: async (id, fields) => {
        const whole = { ...(await read(id)).fields, ...fields };
        if (id === THEIRS) return set(pool, id, whole);
        const [holder, waiter] = [await pool.getConnection(), await pool.getConnection()];
        try {
          await holder.query('start transaction');
          await set(holder, id, whole);
          await waiter.query('set innodb_lock_wait_timeout = 1');
          await set(waiter, id, whole);
        } finally {
          holder.destroy();
          waiter.destroy();
        }
      },
      close: () => pool.end(),
    };
  },
});
