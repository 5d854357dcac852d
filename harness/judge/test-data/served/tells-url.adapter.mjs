import { defineAdapter } from 'crashworthy';
import { Redis } from 'ioredis';

/** Sends again what was in flight, and puts the URL into every error. */
export default defineAdapter({
  name: 'tells-url',
  claims: { survives: 'process-kill' },
  services: ['redis'],
  open: async ({ services }) => {
    const redis = new Redis(services.redis.url, { lazyConnect: true, commandTimeout: 5_000 });
    redis.on('error', () => {});
    await redis.connect();
    const telling = async (work) => {
      try {
        return await work;
      } catch (error) {
        throw new Error(`${services.redis.url}: ${error.message}`);
      }
    };
    return {
      append: (id, record) => telling(redis.rpush(id, JSON.stringify(record))),
      read: async (id) => {
        const records = await telling(redis.lrange(id, 0, -1));
        return records.length === 0 ? null : { records: records.map((record) => JSON.parse(record)) };
      },
      close: () => redis.disconnect(),
    };
  },
});
