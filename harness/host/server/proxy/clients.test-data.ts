import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import postgresJs from 'postgres';
import { createClient } from 'redis';
import type { Protocol } from './protocol.ts';
import { mysql } from './protocols/mysql.ts';
import { postgres } from './protocols/postgres.ts';
import { redis } from './protocols/redis.ts';

/** A published client on one connection, that keeps marks in a place of its own. */
export interface MarkingClient {
  /** Rejects when its connection is cut. */
  mark(text: string): Promise<unknown>;
  marks(): Promise<string[]>;
  /** Removes the place too. */
  end(): Promise<unknown>;
}

export interface PublishedClient {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** On a port of 127.0.0.1; rejects where nobody answers. */
  connect(port: number, place: string): Promise<MarkingClient>;
}

const nothing = (): void => {};

export const PUBLISHED_CLIENTS: readonly PublishedClient[] = [
  {
    name: 'pg',
    protocol: postgres,
    port: 5432,
    async connect(port, place) {
      const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
      client.on('error', nothing);
      await client.connect();
      await client.query(`create table if not exists ${place} (mark text)`);
      return {
        mark: (text) => client.query(`insert into ${place} values ($1)`, [text]),
        marks: async () => (await client.query(`select mark from ${place} order by mark`)).rows.map(({ mark }) => mark),
        end: async () => {
          await client.query(`drop table if exists ${place}`).catch(nothing);
          await client.end();
        },
      };
    },
  },
  {
    name: 'postgres',
    protocol: postgres,
    port: 5432,
    async connect(port, place) {
      const sql = postgresJs({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: 1, onnotice: nothing });
      await sql`create table if not exists ${sql(place)} (mark text)`;
      return {
        mark: (text) => sql`insert into ${sql(place)} values (${text})`,
        marks: async () => (await sql`select mark from ${sql(place)} order by mark`).map(({ mark }) => mark),
        end: async () => {
          await sql`drop table if exists ${sql(place)}`.catch(nothing);
          await sql.end({ timeout: 1 });
        },
      };
    },
  },
  {
    name: 'ioredis',
    protocol: redis,
    port: 6379,
    async connect(port, place) {
      const client = new Redis({
        host: '127.0.0.1',
        port,
        retryStrategy: () => null,
        maxRetriesPerRequest: 0,
        lazyConnect: true,
      });
      client.on('error', nothing);
      await client.connect();
      return {
        mark: (text) => client.rpush(place, text),
        marks: async () => (await client.lrange(place, 0, -1)).sort(),
        end: async () => {
          await client.del(place).catch(nothing);
          client.disconnect();
        },
      };
    },
  },
  ...([2, 3] as const).map(
    (RESP): PublishedClient => ({
      name: `redis, RESP${RESP}`,
      protocol: redis,
      port: 6379,
      async connect(port, place) {
        const client = createClient({ RESP, socket: { host: '127.0.0.1', port, reconnectStrategy: false } });
        client.on('error', nothing);
        await client.connect();
        return {
          mark: (text) => client.rPush(place, text),
          marks: async () => [...(await client.lRange(place, 0, -1))].map(String).sort(),
          end: async () => {
            await client.del(place).catch(nothing);
            client.destroy();
          },
        };
      },
    }),
  ),
  {
    name: 'mysql2',
    protocol: mysql,
    port: 3306,
    async connect(port, place) {
      const client = await createConnection({ host: '127.0.0.1', port, user: 'root', database: 'test' });
      client.on('error', nothing);
      await client.query(`create table if not exists ${place} (mark varchar(100))`);
      return {
        mark: (text) => client.execute(`insert into ${place} values (?)`, [text]),
        marks: async () => {
          const [rows] = await client.query(`select mark from ${place} order by mark`);
          return (rows as { mark: string }[]).map(({ mark }) => mark);
        },
        end: async () => {
          await client.query(`drop table if exists ${place}`).catch(nothing);
          client.destroy();
        },
      };
    },
  },
];
