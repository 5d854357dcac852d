import type { ServerHost } from '../host/server/server-host.ts';
import type { ServiceSource } from '../host/server/services/open-service.ts';
import { onHost } from './on-host.ts';
import type { Target } from './target.ts';

/** Gives work a host of real servers for a store, and leaves nothing of it behind. */
export async function withServerHost<T>(
  target: Target,
  { source, signal }: { readonly source: ServiceSource; readonly signal: AbortSignal | undefined },
  work: (host: ServerHost) => Promise<T>,
): Promise<T> {
  // Loaded here: most runs know no server.
  const { ServerHost } = await import('../host/server/server-host.ts');
  const program = new URL('./store-on-server.js', import.meta.url);
  return onHost(new ServerHost({ program, argument: JSON.stringify(target), source, signal }), work);
}
