import type { Service } from '../service.ts';
import type { OwnServer } from './own-server.ts';

/**
 * A service on a server of ours: it can be crashed, and the server ends with it.
 *
 * @param open connects with the server. What it rejects with is passed on, and nothing of the server is left.
 */
export async function onOwnServer(server: OwnServer, open: () => Promise<Service>): Promise<Service> {
  const service = await open().catch(async (error: unknown) => {
    await server.end();
    throw error;
  });
  return {
    name: service.name,
    protocol: service.protocol,
    target: service.target,
    version: service.version,
    reset: () => service.reset(),
    urlAt: (at) => service.urlAt(at),
    hasBlocked: (clients) => service.hasBlocked(clients),
    ...(service.lockWaitMs === undefined ? {} : { lockWaitMs: () => service.lockWaitMs?.() ?? Promise.resolve(0) }),
    content: () => service.content(),
    crash: () => server.crash(),
    end: async () => {
      await service.end();
      await server.end();
    },
  };
}
