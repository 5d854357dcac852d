import { Failure } from '../contract/failure.ts';
import type { MountedHost, MountedHostOptions } from '../host/mounted/mounted-host.ts';
import { onHost } from './on-host.ts';
import type { Target } from './target.ts';

/** Gives work a host on a mounted disk for a store, and leaves nothing of it behind. @throws {Failure} CW_NO_MOUNT */
export async function withMountedHost<T>(
  target: Target,
  signal: AbortSignal | undefined,
  work: (host: MountedHost) => Promise<T>,
  limits: Pick<MountedHostOptions, 'budgetMs'> = {},
): Promise<T> {
  const host = await mountedHost({
    program: new URL('./store-in-mount.js', import.meta.url),
    clientProgram: new URL('./store-client-in-mount.js', import.meta.url),
    argument: JSON.stringify(target),
    signal,
    ...limits,
  });
  return onHost(host, work);
}

async function mountedHost(options: MountedHostOptions): Promise<MountedHost> {
  // Loaded here: most runs mount nothing.
  const [mounted, { MountObstacle }] = await Promise.all([
    import('../host/mounted/mounted-host.ts'),
    import('../disk/mount/obstacle.ts'),
  ]);
  try {
    return await mounted.MountedHost.create(options);
  } catch (error) {
    if (!(error instanceof MountObstacle)) throw error;
    throw new Failure('CW_NO_MOUNT', `No disk can be mounted here: ${error.message}.`, {
      cause: error,
      hint: 'What it needs is told in docs/mounted-disk.md. --host process needs nothing of it.',
    });
  }
}
