import { Failure } from '../contract/failure.ts';
import type { MountedHost, MountedHostOptions } from '../host/mounted/mounted-host.ts';
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
    argument: JSON.stringify(target),
    signal,
    ...limits,
  });
  try {
    return await work(host);
  } finally {
    await host.dispose();
  }
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

/** Why no disk can be mounted here, in a sentence; `undefined` where one can. Found out by mounting one. */
export async function mountObstacle(): Promise<string | undefined> {
  const [{ MountedPlace }, { MountObstacle }] = await Promise.all([
    import('../disk/mount/mounted-place.ts'),
    import('../disk/mount/obstacle.ts'),
  ]);
  try {
    await (await MountedPlace.start()).dispose();
    return undefined;
  } catch (error) {
    if (error instanceof MountObstacle) return error.message;
    throw error;
  }
}
