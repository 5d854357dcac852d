import type { ProcessHost, ProcessHostOptions } from '../host/process/process-host.ts';
import { onHost } from './on-host.ts';
import type { Target } from './target.ts';

/** Gives work a host of real processes for a store, and leaves nothing of it behind. */
export async function withProcessHost<T>(
  target: Target,
  signal: AbortSignal | undefined,
  work: (host: ProcessHost) => Promise<T>,
  limits: Pick<ProcessHostOptions, 'budgetMs'> = {},
): Promise<T> {
  const program = new URL('./store-child.js', import.meta.url);
  const clientProgram = new URL('./store-client.js', import.meta.url);
  // Loaded here: most runs start no process, and what it takes to start one is half of the modules.
  const processes = await import('../host/process/process-host.ts');
  const host = await processes.ProcessHost.create({
    program,
    clientProgram,
    argument: JSON.stringify(target),
    signal,
    ...limits,
  });
  return onHost(host, work);
}
