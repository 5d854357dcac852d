import { connect } from 'node:net';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PUBLISHED_CLIENTS, type PublishedClient } from './clients.test-data.ts';
import { CUT_MANNERS, CUT_PLACES } from './cut.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { postgres } from './protocols/postgres.ts';
import type { ProxyEvent } from './proxy-event.ts';

const ended = Symbol('ended');

/** Whether anybody listens there. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

for (const published of PUBLISHED_CLIENTS) {
  describe.skipIf(!(await answers(published.port)))(published.name, () => {
    const place = `cw_proxy_${process.pid}_${published.name.replace(/\W/g, '')}`.toLowerCase();
    let proxy: CuttingProxy;
    const events: ProxyEvent[] = [];

    beforeEach(async () => {
      events.length = 0;
      const target = { host: '127.0.0.1', port: published.port };
      proxy = await CuttingProxy.start({ protocol: published.protocol, target, onEvent: (event) => events.push(event) });
    });
    afterEach(async () => {
      await proxy.close();
      await (await published.connect(published.port, place)).end();
    });

    test('goes through untouched, and each request is told with its answer', async () => {
      const client = await published.connect(proxy.port, place);
      await client.mark('one');
      await client.mark('x'.repeat(90));
      expect(await client.marks()).toEqual(['one', 'x'.repeat(90)]);
      const requests = events.filter((event) => event.type === 'request');
      const numbered = requests.filter(({ handshake }) => !handshake);
      expect(numbered.map(({ exchange }) => exchange)).toEqual(numbered.map((_, index) => index + 1));
      expect(numbered.filter(({ name }) => /insert|RPUSH/i.test(name)).length).toBeGreaterThanOrEqual(2);
      expect(events.filter(({ type }) => type === 'answer')).toHaveLength(requests.length);
      expect(proxy.isQuiet).toBe(true);
      await client.end();
    });

    for (const at of CUT_PLACES) {
      test.each(CUT_MANNERS)(`cut ${at} by %s`, async (how) => {
        const client = await published.connect(proxy.port, place);
        await client.mark('before');
        const number = lastOf(published, events);
        proxy.plan({ at: { connection: 1, exchange: number + 1 }, place: at, how });
        const outcome = client.mark('cut').then(
          () => 'done',
          () => 'rejected',
        );
        await expect.poll(() => events.some(({ type }) => type === 'cut'), { timeout: 5_000 }).toBe(true);
        if (how === 'silence') {
          const soon = new Promise((resolve) => setTimeout(() => resolve(ended), 30));
          expect(await Promise.race([outcome, soon])).toBe(ended);
        }
        await proxy.settle();
        expect(await outcome).toBe('rejected');
        const reader = await published.connect(published.port, place);
        const isThere = at === 'before-answer' || at === 'in-answer';
        expect(await reader.marks()).toEqual(isThere ? ['before', 'cut'] : ['before']);
        await reader.end();
        void client.end().catch(() => {});
      });
    }

    test('in the handshake too, and while it stands idle; who connects is refused, and welcome again', async () => {
      proxy.plan({ at: { connection: 1, exchange: 1, handshake: true }, place: 'before-answer', how: 'rst' });
      await expect(published.connect(proxy.port, place)).rejects.toThrow();
      await proxy.startOver();
      const client = await published.connect(proxy.port, place);
      await client.mark('one');
      expect(proxy.cutAll('rst')).toBe(1);
      await expect(client.mark('two').then(() => client.mark('two'))).rejects.toThrow();
      proxy.welcome = 'refused';
      await expect(published.connect(proxy.port, place)).rejects.toThrow();
      await proxy.startOver();
      const again = await published.connect(proxy.port, place);
      expect(await again.marks()).toEqual(['one']);
      await again.end();
      void client.end().catch(() => {});
    });

    test('held, a request waits until it is released', async () => {
      const clients = [await published.connect(proxy.port, place), await published.connect(proxy.port, place)];
      proxy.hold();
      const done: number[] = [];
      const marks = clients.map((client, index) => client.mark(`${index}`).then(() => done.push(index)));
      await expect.poll(() => proxy.held).toEqual([1, 2]);
      expect(proxy.isQuiet).toBe(true);
      while (!done.includes(1)) {
        proxy.release(2);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(done).toEqual([1]);
      proxy.letGo();
      await Promise.all(marks);
      for (const client of clients) await client.end();
    });
  });
}

/** The last exchange's number, once its answer has come. */
function lastOf({ name }: PublishedClient, events: readonly ProxyEvent[]): number {
  const last = events.filter((event) => event.type === 'answer' && !event.handshake).at(-1);
  if (last?.type !== 'answer') throw new Error(`${name} has asked nothing`);
  return last.exchange;
}

describe.skipIf(!(await answers(5432)))('a client that insists on TLS', () => {
  test('is refused, and it is told', async () => {
    const events: ProxyEvent[] = [];
    const target = { host: '127.0.0.1', port: 5432 };
    const proxy = await CuttingProxy.start({ protocol: postgres, target, onEvent: (event) => events.push(event) });
    const client = new Client({ host: '127.0.0.1', port: proxy.port, user: 'postgres', ssl: true });
    await expect(client.connect()).rejects.toThrow('does not support SSL');
    expect(events).toContainEqual({ type: 'tls-refused', connection: 1 });
    await proxy.close();
  });
});

test('a server that is not there is told, and the client sees a connection that ends', async () => {
  const events: ProxyEvent[] = [];
  const target = { host: '127.0.0.1', port: 1 };
  const proxy = await CuttingProxy.start({ protocol: postgres, target, onEvent: (event) => events.push(event) });
  await expect(new Client({ host: '127.0.0.1', port: proxy.port }).connect()).rejects.toThrow();
  expect(events).toContainEqual(expect.objectContaining({ type: 'trouble', message: expect.stringContaining('ECONNREFUSED') }));
  await proxy.close();
});
